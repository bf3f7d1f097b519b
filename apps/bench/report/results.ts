/** What the command makes: `results.json`, from which every table is printed. */
import type { Row } from '../in-process/rows.ts'
import type { Run } from '../in-process/runs.ts'
import type { Timing } from '../in-process/measure.ts'
import type { HttpRun } from '../over-http/run.ts'
import type { Bundle } from '../sizes/bundles.ts'
import type { Growth } from '../sizes/growth.ts'
import type { Verdict } from './verdict.ts'

/** A run with what was judged of it; the rounds' samples are not kept. */
export interface JudgedRun extends Run<Row<Omit<Timing, 'samples'>>> {
  readonly verdicts: readonly Verdict[]
}

export interface JudgedHttpRun extends HttpRun {
  readonly verdicts: readonly Verdict[]
}

export interface Results {
  readonly machine: string
  readonly date: string
  readonly command: string
  /** The quietest run of each runtime; every figure of a runtime is of that run. */
  readonly inProcess: readonly JudgedRun[]
  readonly overHttp: readonly JudgedHttpRun[]
  /** What was not measured, and why. */
  readonly leftOut: readonly string[]
  readonly growth: readonly Growth[]
  readonly bundles: readonly Bundle[]
  readonly bundleVerdicts: readonly Verdict[]
  /** Milliseconds, the median of several processes. */
  readonly importTimes: readonly { readonly name: string; readonly ms: number }[]
  readonly memory: { readonly sessions: number; readonly bytes: number }
}

/** What the command makes: `results.json`, and the words of its table. */
import type { Row } from './in-process.ts'
import type { Bundle } from './measure-bundles.ts'
import type { Growth } from './measure-growth.ts'
import { REQUEST_NAMES, type RequestName } from './peers/peer.ts'
import { FLOOR, HONO } from './peers/names.ts'

/** One run of every peer in one process. */
export interface Run {
  readonly runtime: string
  readonly rows: readonly Row[]
}

export interface Results {
  readonly machine: string
  readonly date: string
  readonly command: string
  /** The quietest run of each runtime; every figure of a runtime is of that run. */
  readonly inProcess: readonly Run[]
  readonly growth: readonly Growth[]
  readonly bundles: readonly Bundle[]
  /** Milliseconds, the median of several processes. */
  readonly importTimes: readonly { readonly name: string; readonly ms: number }[]
  readonly memory: { readonly sessions: number; readonly bytes: number }
}

/** How ours stands against a target. */
export interface Verdict {
  readonly what: string
  readonly value: number
  readonly target: number
  /** A wide margin around the target, for a busy machine: beyond it something broke. */
  readonly margin: number
}

/** The targets of one run, with the ratios that it gave. */
export function judge({ rows }: Run): Verdict[] {
  const ours = find(rows, 'costrel signed, Hono')
  const floor = find(rows, FLOOR)
  const empty = find(rows, HONO)
  const verdicts: Verdict[] = []
  for (const request of ['read', 'write'] as const) {
    const value = ours.timings[request].ns / floor.timings[request].ns
    verdicts.push({ what: `${request}, times the floor`, value, target: 1.3, margin: 2.6 })
  }
  const untouched = ours.timings.untouched.ns / empty.timings.untouched.ns
  verdicts.push({ what: 'untouched, times empty Hono', value: untouched, target: 1.05, margin: 2 })
  for (const request of ['read', 'write'] as const) {
    for (const row of rows.filter(({ kind }) => kind === 'web')) {
      const value = addedBy(rows, ours, request) / addedBy(rows, row, request)
      const what = `${request}, part of what ${row.name} adds`
      verdicts.push({ what, value, target: 0.1, margin: 0.75 })
    }
  }
  return verdicts
}

/** The table, in microseconds: the whole request, and behind the sign what it adds to its framework. */
export function toTable({ rows }: Run): string {
  const head = ['', ...REQUEST_NAMES, 'cookie, bytes']
  const body = rows.map((row) => [
    row.name,
    ...REQUEST_NAMES.map((request) => cell(rows, row, request)),
    row.bytes === 0 ? '' : String(row.bytes),
  ])
  return markdown([head, ...body])
}

function cell(rows: readonly Row[], row: Row, request: RequestName): string {
  const { ns, spread } = row.timings[request]
  const whole = `${micro(ns)} ±${Math.round(spread * 100)} %`
  if (row.kind === 'base') return whole
  const added = addedBy(rows, row, request)
  return `${whole} (${added < 0 ? '' : '+'}${micro(added)})`
}

/** Ratios and whether they keep the target. */
export function toVerdictTable(verdicts: readonly Verdict[]): string {
  const line = ({ what, value, target }: Verdict): string[] => {
    return [what, value.toFixed(2), `≤ ${target}`, value <= target ? 'kept' : 'missed']
  }
  return markdown([['', 'ratio', 'target', ''], ...verdicts.map(line)])
}

/** What is measured beside time. */
export function toOtherTables({ growth, bundles, importTimes, memory }: Results): string {
  const lines = growth.map(({ name, unit, fit }) => [
    `${name}, by ${unit}`,
    `${micro(fit.base)} µs + ${fit.slope.toFixed(1)} ns each`,
    fit.r2.toFixed(3),
  ])
  return [
    markdown([['', 'straight line', 'R²'], ...lines]),
    markdown([
      ['Workers bundle', 'bytes, gzipped'],
      ...bundles.map(({ name, gzip }) => [name, String(gzip)]),
    ]),
    markdown([
      ['import, from source', 'ms'],
      ...importTimes.map(({ name, ms }) => [name, ms.toFixed(1)]),
    ]),
    `Memory store: ${Math.round(memory.bytes)} bytes a session, with ${memory.sessions} of them.`,
  ].join('\n\n')
}

/** What a session costs above its framework with one empty middleware, in nanoseconds. */
export function addedBy(rows: readonly Row[], row: Row, request: RequestName): number {
  return row.timings[request].ns - find(rows, row.base).timings[request].ns
}

/** The row of a name. */
function find(rows: readonly Row[], name: string): Row {
  const row = rows.find((row) => row.name === name)
  if (row === undefined) throw new Error(`no row named ${name}`)
  return row
}

function micro(ns: number): string {
  return (ns / 1000).toFixed(ns < 100_000 ? 1 : 0)
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0), 3))
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

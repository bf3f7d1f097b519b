/** The short run that decides whether a change lands. */
import { RUNNERS, type Run } from './in-process/runs.ts'
import { required } from './over-http/contestants.ts'
import { startLoad } from './over-http/load.ts'
import { measureHttp, type HttpRun } from './over-http/run.ts'
import { endProgress, progress } from './progress.ts'
import { judgeBundles, judgeHttp, judgeRun } from './report/judge.ts'
import { keepsMargins } from './report/margins.ts'
import { toHttpTable, toTable, toVerdictTable } from './report/tables.ts'
import type { Verdict } from './report/verdict.ts'
import { node } from '../../tools/runtimes.ts'
import type { Settings } from './settings.ts'
import { measureBundles } from './sizes/bundles.ts'

/** Whether every ratio keeps its margin in at least one of three runs on Node. */
export function smoke({ load }: Settings): Promise<boolean> {
  return keepsMargins(3, async (attempt) => {
    progress(`run ${attempt}: every peer in one process, on Node`)
    const run = await runOnNode()
    progress(`run ${attempt}: over HTTP, on Node`)
    const http = await runOverHttp(load)
    progress(`run ${attempt}: bundles`)
    const bundles = await measureBundles()
    endProgress()
    const verdicts = [...judgeRun(run), ...judgeHttp(http), ...judgeBundles(bundles)]
    print(run, http, verdicts)
    return verdicts
  })
}

async function runOnNode(): Promise<Run> {
  const run = await RUNNERS.get(node.name)?.({ rounds: 15, slice: 0.5 })
  if (run === undefined) throw new Error('Node is not there')
  return run
}

async function runOverHttp(name: string | undefined): Promise<HttpRun> {
  const [onNode] = required()
  if (onNode === undefined) throw new Error('Node is not there')
  const load = startLoad(name)
  try {
    return await measureHttp(onNode, { load, requests: ['read', 'write'], rounds: 5, seconds: 1 })
  } finally {
    await load.end()
  }
}

function print(run: Run, http: HttpRun, verdicts: readonly Verdict[]): void {
  console.log(`${run.runtime}, microseconds a request:\n\n${toTable(run)}\n`)
  console.log(`Requests in a second over HTTP, asked by ${http.load}:\n\n${toHttpTable(http)}\n`)
  console.log(`${toVerdictTable(verdicts)}\n`)
}

/** The whole bench: everything is measured, judged, written and printed. */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem, type } from 'node:os'
import { quietestOf, RUNNERS, type Run } from './in-process/runs.ts'
import { onNode, required, type Field } from './over-http/contestants.ts'
import { startLoad } from './over-http/load.ts'
import { measureHttp } from './over-http/run.ts'
import { REQUEST_NAMES } from './peers/peer.ts'
import { canPin } from './processes.ts'
import { endProgress, progress } from './progress.ts'
import { drawChart } from './report/chart.ts'
import { judgeBundles, judgeHttp, judgeRun } from './report/judge.ts'
import { updateReadme } from './report/readme.ts'
import { toReport } from './report/report.ts'
import type { JudgedHttpRun, JudgedRun, Results } from './report/results.ts'
import type { Settings } from './settings.ts'
import { measureBundles } from './sizes/bundles.ts'
import { measureGrowth } from './sizes/growth.ts'
import { measureImportTimes } from './sizes/import-times.ts'
import { measureMemory } from './sizes/memory-use.ts'

/** Takes minutes; `RESULTS.md`, `results.json`, `chart.svg` and a part of README.md are its own. */
export async function bench(settings: Settings): Promise<void> {
  const leftOut: string[] = []
  const inProcess = await runInProcess(settings, leftOut)
  const overHttp = await runOverHttp(settings, leftOut)
  progress('growth')
  const growth = await measureGrowth(Math.min(settings.rounds, 40))
  progress('bundles, import times, memory')
  const bundles = await measureBundles()
  const results: Results = {
    machine: describeMachine(),
    date: new Date().toISOString().slice(0, 10),
    command: settings.command,
    inProcess,
    overHttp,
    leftOut,
    growth,
    bundles,
    bundleVerdicts: judgeBundles(bundles),
    importTimes: measureImportTimes(),
    memory: measureMemory(),
  }
  endProgress()
  const report = toReport(results)
  write('results.json', `${JSON.stringify(results, null, 2)}\n`)
  write('RESULTS.md', `${report}\n`)
  write('README.md', updateReadme(read('README.md'), results))
  const [first] = inProcess
  if (first !== undefined) write('chart.svg', drawChart(first))
  console.log(report)
}

async function runInProcess(
  { runs, rounds }: Settings,
  leftOut: string[],
): Promise<readonly JudgedRun[]> {
  const judged: JudgedRun[] = []
  for (const [runtime, run] of RUNNERS) {
    const made: Run[] = []
    try {
      while (made.length < runs) {
        progress(`${runtime}, in one process, run ${made.length + 1} of ${runs}`)
        made.push(await run({ rounds, slice: 2 }))
      }
    } catch (error) {
      leftOut.push(`${runtime}, in one process: ${firstLine(error)}`)
    }
    const quietest = quietestOf(made)
    if (quietest !== undefined) judged.push(judge(quietest))
  }
  return judged
}

/** The samples have done their work when the verdicts are made. */
function judge(run: Run): JudgedRun {
  const text = JSON.stringify(run, (key, value: unknown) => (key === 'samples' ? undefined : value))
  return { ...(JSON.parse(text) as Omit<JudgedRun, 'verdicts'>), verdicts: judgeRun(run) }
}

async function runOverHttp(
  { httpRounds, seconds, load: name }: Settings,
  leftOut: string[],
): Promise<readonly JudgedHttpRun[]> {
  const load = startLoad(name)
  const judged: JudgedHttpRun[] = []
  const measureField = async (field: Field): Promise<void> => {
    leftOut.push(...field.leftOut)
    progress(`${field.runtime}, over HTTP: starting ${field.contestants.length} servers`)
    const onRound = (round: number): void =>
      progress(`${field.runtime}, over HTTP, round ${round} of ${httpRounds}`)
    const options = { load, requests: REQUEST_NAMES, rounds: httpRounds, seconds, onRound }
    const run = await measureHttp(field, options)
    judged.push({ ...run, verdicts: judgeHttp(run) })
  }
  try {
    for (const field of [onNode(), ...required().slice(1)]) {
      try {
        await measureField(field)
      } catch (error) {
        leftOut.push(`${field.runtime}, over HTTP: ${firstLine(error)}`)
      }
    }
  } finally {
    await load.end()
  }
  return judged
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? ''
}

function describeMachine(): string {
  const [cpu] = cpus()
  const cores = canPin() ? 'server and load on a core each' : 'server and load on any core'
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()}; ${cores}`
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}

function write(name: string, text: string): void {
  writeFileSync(new URL(name, import.meta.url), text)
}

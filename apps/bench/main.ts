/**
 * `pnpm bench`: every peer, the same work. Writes `results.json` and `chart.svg`, prints the tables.
 * `pnpm bench --smoke`: about a minute, no files; exit code 1 when a ratio is beyond its wide margin.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, totalmem, type } from 'node:os'
import { drawChart } from './chart.ts'
import type { Row } from './in-process.ts'
import { measureBundles } from './measure-bundles.ts'
import { measureGrowth } from './measure-growth.ts'
import { judge, toOtherTables, toTable, toVerdictTable, type Results, type Run } from './results.ts'

const isSmoke = process.argv.includes('--smoke')
const print = (text: string): void => console.log(text)
const tell = (text: string): boolean => process.stderr.write(`${text}\n`)

if (isSmoke) smoke()
else await bench()

/** What a busy machine did once it does not do twice: only a margin that two runs break counts. */
function smoke(): void {
  if (keepsMargins() || keepsMargins()) return
  process.exitCode = 1
}

function keepsMargins(): boolean {
  tell('one short run of every peer on Node …')
  const run = runOnce('node', 12, 1)
  const verdicts = judge(run)
  print(toTable(run))
  print(`\n${toVerdictTable(verdicts)}`)
  const broken = verdicts.filter(({ value, margin }) => value > margin)
  for (const { what, value, margin } of broken) {
    console.error(`${what}: ${value.toFixed(2)} is beyond ${margin}`)
  }
  return broken.length === 0
}

async function bench(): Promise<void> {
  const inProcess = ['node', 'bun', 'deno'].flatMap((runtime) => quietestOf(runtime) ?? [])
  tell('growth …')
  const growth = await measureGrowth(40)
  tell('bundles, import times, memory …')
  const results: Results = {
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()}; shared with other work`,
    date: new Date().toISOString().slice(0, 10),
    command: 'pnpm bench',
    inProcess,
    growth,
    bundles: await measureBundles(),
    importTimes: ['@costrel/session', '@costrel/hono', 'iron-session', 'hono-sessions'].map(
      (name) => ({ name, ms: importTime(name) }),
    ),
    memory: JSON.parse(execute('node', ['--expose-gc', 'memory.ts'])) as Results['memory'],
  }
  write('results.json', `${JSON.stringify(results, null, 2)}\n`)
  const [first] = inProcess
  if (first !== undefined) write('chart.svg', drawChart(first))
  const report = [`${results.machine}. ${results.date}, \`${results.command}\`.`]
  for (const run of inProcess) {
    report.push(`${run.runtime}, microseconds a request:`, toTable(run), toVerdictTable(judge(run)))
  }
  report.push(toOtherTables(results))
  write('RESULTS.md', `# Results\n\n${report.join('\n\n')}\n`)
  print(report.join('\n\n'))
}

/** The best of three runs: the one whose requests took least time, as the geometric mean says. */
function quietestOf(runtime: string): Run | undefined {
  try {
    const runs = [1, 2, 3].map((number) => {
      tell(`${runtime}, run ${number} of 3 …`)
      return runOnce(runtime, 60, 2)
    })
    return runs.toSorted((a, b) => loudness(a) - loudness(b))[0]
  } catch (error) {
    tell(`${runtime} is left out: ${String(error).split('\n', 1)[0]}`)
    return undefined
  }
}

function loudness({ rows }: Run): number {
  const logs = rows.flatMap(({ timings }) => Object.values(timings).map(({ ns }) => Math.log(ns)))
  return logs.reduce((a, b) => a + b, 0) / logs.length
}

function runOnce(runtime: string, rounds: number, slice: number): Run {
  const flags = runtime === 'deno' ? ['run', '-A'] : []
  const version = execute(runtime, ['--version']).split('\n', 1)[0] ?? ''
  const output = execute(runtime, [...flags, 'in-process.ts', String(rounds), String(slice)])
  const name = runtime === 'deno' ? version.split(' (')[0] : `${runtime} ${version}`
  return { runtime: name ?? runtime, rows: JSON.parse(output) as Row[] }
}

function importTime(specifier: string): number {
  const times = Array.from({ length: 7 }, () =>
    Number(execute('node', ['import-time.ts', specifier])),
  )
  return times.toSorted((a, b) => a - b)[3] ?? Number.NaN
}

function execute(command: string, args: readonly string[]): string {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  return execFileSync(command, args, {
    cwd: import.meta.dirname,
    stdio: [...stdio],
    encoding: 'utf8',
  })
}

function write(name: string, text: string): void {
  writeFileSync(new URL(name, import.meta.url), text)
}

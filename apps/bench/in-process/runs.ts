/** Runs of the table in a process of their own, on each runtime. */
import { median } from '../median.ts'
import { execute } from '../processes.ts'
import { bun, deno, node, type Runtime } from '../../../tools/runtimes.ts'
import { workerd } from '../workerd-runtime.ts'
import { startWorkerd } from '../workerd.ts'
import type { Row } from './rows.ts'
import { measureRows } from './rows.ts'

/** One run of every peer in one process. */
export interface Run<R = Row> {
  /** The runtime's name and version. */
  readonly runtime: string
  readonly rows: readonly R[]
}

export interface RunOptions {
  readonly rounds: number
  /** Milliseconds that one request of one peer is timed in one round. */
  readonly slice: number
}

/** Who can run the table. */
export const RUNNERS: ReadonlyMap<string, (options: RunOptions) => Promise<Run>> = new Map([
  ...[node, bun, deno].map(
    (runtime) => [runtime.name, (options: RunOptions) => runOn(runtime, options)] as const,
  ),
  [workerd.name, runInWorkerd] as const,
])

/** The best of several runs, whole: the one whose requests took least time, as the geometric mean says. */
export function quietestOf(runs: readonly Run[]): Run | undefined {
  return runs.toSorted((a, b) => loudness(a) - loudness(b))[0]
}

function loudness({ rows }: Run): number {
  const logs = rows.flatMap(({ timings }) => Object.values(timings).map(({ ns }) => Math.log(ns)))
  return logs.reduce((a, b) => a + b, 0) / logs.length
}

async function runOn({ name, executable, args }: Runtime, options: RunOptions): Promise<Run> {
  const settings = [String(options.rounds), String(options.slice)]
  const output = execute({ executable, args: [...args, 'in-process/child.ts', ...settings] })
  return { runtime: name, rows: JSON.parse(output) as Row[] }
}

interface Listed {
  readonly peers: readonly Pick<Row, 'name' | 'base' | 'kind' | 'bytes'>[]
  readonly failures: readonly { readonly name: string; readonly error: string }[]
}

/** Many calls in one request, timed from here: less what a request without a call takes. */
async function runInWorkerd(options: RunOptions): Promise<Run> {
  const { url, end } = await startWorkerd({ main: 'in-process/worker.ts' })
  try {
    const { peers, failures } = (await (await fetch(`${url}/peers`)).json()) as Listed
    for (const { name, error } of failures) {
      process.stderr.write(`${name} is left out: ${error.split('\n', 1)[0]}\n`)
    }
    const idle = { name: peers[0]?.name ?? '', request: 'untouched', calls: '0' }
    const empty: number[] = []
    for (let asked = 0; asked < 200; asked += 1) empty.push(await timeRequest(url, idle))
    const overhead = median(empty)
    const rows = await measureRows(
      peers,
      ({ name }, request) =>
        async (calls) => {
          const ns = await timeRequest(url, { name, request, calls: String(calls) })
          return Math.max(ns - overhead, ns / 2) / calls
        },
      { ...options, slice: 3 * options.slice },
    )
    return { runtime: workerd.name, rows }
  } finally {
    await end()
  }
}

async function timeRequest(url: string, query: Record<string, string>): Promise<number> {
  const start = process.hrtime.bigint()
  const response = await fetch(`${url}/time?${new URLSearchParams(query)}`)
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`the worker answered ${response.status}`)
  return Number(process.hrtime.bigint() - start)
}

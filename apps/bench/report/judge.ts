/** The targets of the bench, with the ratios that a run gave. */
import type { Row } from '../in-process/rows.ts'
import type { Run } from '../in-process/runs.ts'
import type { HttpRun } from '../over-http/run.ts'
import { FLOOR, HONO, OURS, OURS_FETCH } from '../peers/names.ts'
import { REQUEST_NAMES, type RequestName } from '../peers/peer.ts'
import type { Bundle } from '../sizes/bundles.ts'
import { medianRatio, type Verdict } from './verdict.ts'

/** In one process: a signed session beside the floor, beside an empty middleware, and beside other libraries. */
export function judgeRun({ rows }: Run): Verdict[] {
  const ours = find(rows, OURS)
  const samplesOf = (name: string, request: RequestName): readonly number[] =>
    find(rows, name).timings[request].samples
  const timesOf = (request: RequestName, name: string): number =>
    medianRatio(ours.timings[request].samples, samplesOf(name, request))
  const verdicts: Verdict[] = []
  for (const request of ['read', 'write'] as const) {
    const value = timesOf(request, FLOOR)
    verdicts.push({ what: `${request}, times the floor`, value, ...atMost(1.3, 2.6) })
  }
  const untouched = timesOf('untouched', HONO)
  verdicts.push({ what: 'untouched, times empty Hono', value: untouched, ...atMost(1.05, 2) })
  for (const request of ['read', 'write'] as const) {
    for (const peer of rows.filter(({ kind }) => kind === 'web')) {
      const value = medianRatio(addedBy(rows, ours, request), addedBy(rows, peer, request))
      const what = `${request}, part of what ${peer.name} adds`
      verdicts.push({ what, value, ...atMost(0.1, 0.75) })
    }
  }
  return verdicts
}

/**
 * Over HTTP: the requests of a signed session as a part of the floor's, in the same time and in the same time of the
 * server's processor. The latter is what a busy machine leaves alone, so the margin is there, where it is known.
 */
export function judgeHttp({ rows }: HttpRun): Verdict[] {
  const [ours, floor] = [find(rows, OURS), find(rows, FLOOR)]
  return REQUEST_NAMES.flatMap((request) => {
    const [above, below] = [ours.rates[request], floor.rates[request]]
    if (above === undefined || below === undefined) return []
    const what = `${request} over HTTP, part of the floor's requests`
    const value = medianRatio(above.samples, below.samples)
    const [cpu, floorCpu] = [above.perCpuSecond, below.perCpuSecond]
    if (cpu === null || floorCpu === null) return [{ what, value, ...atLeast(0.9, 0.4) }]
    return [
      { what, value, ...atLeast(0.9, 0) },
      {
        what: `${request} over HTTP, the same by processor time`,
        value: medianRatio(cpu, floorCpu),
        ...atLeast(0.9, 0.4),
      },
    ]
  })
}

/** For Workers: what a signed session adds to the bundle. */
export function judgeBundles(bundles: readonly Bundle[]): Verdict[] {
  const { gzip } = find(bundles, OURS_FETCH)
  return [
    {
      what: 'Workers bundle of a signed session, kB gzipped',
      value: gzip / 1000,
      ...atMost(6, 24),
    },
  ]
}

function atMost(target: number, margin: number): Pick<Verdict, 'bound' | 'target' | 'margin'> {
  return { bound: 'at most', target, margin }
}

function atLeast(target: number, margin: number): Pick<Verdict, 'bound' | 'target' | 'margin'> {
  return { bound: 'at least', target, margin }
}

/** What a session costs above its framework with one empty middleware, round by round. */
function addedBy(rows: readonly Row[], row: Row, request: RequestName): number[] {
  const base = find(rows, row.base).timings[request].samples
  return row.timings[request].samples.map((ns, round) => ns - (base[round] ?? Number.NaN))
}

function find<T extends { readonly name: string }>(rows: readonly T[], name: string): T {
  const row = rows.find((row) => row.name === name)
  if (row === undefined) throw new Error(`no row named ${name}`)
  return row
}

/** The words of RESULTS.md. */
import type { Timing } from '../in-process/measure.ts'
import type { Row } from '../in-process/rows.ts'
import type { Rate } from '../over-http/rate.ts'
import type { HttpRun } from '../over-http/run.ts'
import { FLOOR } from '../peers/names.ts'
import { REQUEST_NAMES, type RequestName } from '../peers/peer.ts'
import { markdown } from './markdown.ts'
import type { Results } from './results.ts'
import { isKept, type Verdict } from './verdict.ts'

type Rows = readonly Row<Omit<Timing, 'samples'>>[]

/** In microseconds: the whole request, and behind the sign what it adds to its framework. */
export function toTable({ rows }: { readonly rows: Rows }): string {
  const head = ['', ...REQUEST_NAMES, 'cookie, bytes']
  const body = rows.map((row) => [
    row.name,
    ...REQUEST_NAMES.map((request) => cell(rows, row, request)),
    row.bytes === 0 ? '' : String(row.bytes),
  ])
  return markdown([head, ...body])
}

function cell(rows: Rows, row: Rows[number], request: RequestName): string {
  const { ns, spread } = row.timings[request]
  const whole = `${micro(ns)} ±${Math.round(spread * 100)} %`
  if (row.kind === 'base') return whole
  const added = addedBy(rows, row, request)
  return `${whole} (${added < 0 ? '' : '+'}${micro(added)})`
}

/** What a session costs above its framework with one empty middleware, in nanoseconds. */
export function addedBy(rows: Rows, row: Rows[number], request: RequestName): number {
  const base = rows.find(({ name }) => name === row.base)
  return row.timings[request].ns - (base?.timings[request].ns ?? Number.NaN)
}

/** Requests per second, and in brackets the part of the floor's. */
export function toHttpTable({ rows }: HttpRun): string {
  const floor = rows.find(({ name }) => name === FLOOR)
  const requests = REQUEST_NAMES.filter((request) => rows.some(({ rates }) => rates[request]))
  const body = rows.map(({ name, rates }) => [
    name,
    ...requests.map((request) => rateCell(rates[request], floor?.rates[request])),
  ])
  return markdown([['', ...requests], ...body])
}

function rateCell(rate: Rate | undefined, floor: Rate | undefined): string {
  if (rate === undefined || floor === undefined) return ''
  const { perSecond, spread, busy } = rate
  const part = (perSecond / floor.perSecond).toFixed(2)
  const idle = busy !== null && busy < 0.9 ? `, ${Math.round(busy * 100)} % busy` : ''
  return `${Math.round(perSecond)} ±${Math.round(spread * 100)} % (${part}${idle})`
}

/** Ratios and whether they keep the target. */
export function toVerdictTable(verdicts: readonly Verdict[]): string {
  const body = verdicts.map((verdict) => [
    verdict.what,
    verdict.value.toFixed(2),
    `${verdict.bound === 'at most' ? '≤' : '≥'} ${verdict.target}`,
    isKept(verdict) ? 'kept' : 'missed',
  ])
  return markdown([['', 'ratio', 'target', ''], ...body])
}

/** What is measured beside time. */
export function toOtherTables(results: Omit<Results, 'inProcess' | 'overHttp'>): string {
  const { growth, bundles, bundleVerdicts, importTimes, memory } = results
  const lines = growth.map(({ name, unit, fit }) => [
    `${name}, by ${unit}`,
    `${micro(fit.base)} µs + ${fit.slope.toFixed(1)} ns each`,
    fit.r2.toFixed(3),
  ])
  return [
    markdown([['', 'straight line', 'R²'], ...lines]),
    markdown([
      ['Workers bundle, bytes gzipped', 'the session', 'with its framework'],
      ...bundles.map(({ name, gzip, whole }) => [name, String(gzip), String(whole)]),
    ]),
    toVerdictTable(bundleVerdicts),
    markdown([
      ['import, from source', 'ms'],
      ...importTimes.map(({ name, ms }) => [name, ms.toFixed(1)]),
    ]),
    `Memory store: ${Math.round(memory.bytes)} bytes a session, with ${memory.sessions} of them.`,
  ].join('\n\n')
}

function micro(ns: number): string {
  return (ns / 1000).toFixed(ns < 100_000 ? 1 : 0)
}

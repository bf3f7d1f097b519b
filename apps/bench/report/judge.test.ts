import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import type { Row } from '../in-process/rows.ts'
import type { HttpRun } from '../over-http/run.ts'
import { FLOOR, HONO, OURS, OURS_FETCH } from '../peers/names.ts'
import { judgeBundles, judgeHttp, judgeRun } from './judge.ts'
import { isBroken, isKept } from './verdict.ts'

const ROUNDS = 15

/** Nanoseconds of the four requests, the same in every round but those in which the machine was busy with something else. */
function row(name: string, kind: Row['kind'], ns: number, busy: readonly number[] = []): Row {
  const samples = Array.from({ length: ROUNDS }, (_, round) => ns * (busy.includes(round) ? 9 : 1))
  const timing = { ns, spread: 0, samples }
  return {
    name,
    base: HONO,
    kind,
    bytes: 0,
    timings: { untouched: timing, 'anonymous read': timing, read: timing, write: timing },
  }
}

function judge(ours: number, busy: readonly number[] = []) {
  return judgeRun({
    runtime: 'Node',
    rows: [
      row(HONO, 'base', 6_000),
      row(FLOOR, 'floor', 10_000),
      row(OURS, 'ours', ours, busy),
      row('peer', 'web', 100_000),
    ],
  })
}

const broken = (verdicts: ReturnType<typeof judge>): string[] =>
  verdicts.filter(isBroken).map(({ what }) => what)

test('a session that costs a little more than the floor keeps every margin', () => {
  assert.deepEqual(broken(judge(11_500)), [])
  const [read] = judge(11_500)
  assert.equal(read?.value, 1.15)
  assert.ok(read !== undefined && isKept(read))
})

test('a session that makes a key for each MAC, 25 µs more, breaks the margin beside the floor', () => {
  assert.deepEqual(broken(judge(36_500)), [
    'read, times the floor',
    'write, times the floor',
    'untouched, times empty Hono',
  ])
})

test('a loop of 100 µs breaks every margin', () => {
  assert.equal(broken(judge(111_500)).length, judge(111_500).length)
})

test('rounds in which the machine was busy break nothing while they are fewer than half', () => {
  assert.deepEqual(broken(judge(11_500, [0, 2, 4, 6, 8, 10, 12])), [])
})

test('a number that could not be made is broken', () => {
  assert.ok(broken(judge(Number.NaN)).includes('read, times the floor'))
})

test('over HTTP a half of the processor time breaks the margin, and a busy machine does not', () => {
  assert.deepEqual(broken(judgeHttp(overHttp({ perSecond: 950, perCpuSecond: 950 }))), [])
  assert.deepEqual(broken(judgeHttp(overHttp({ perSecond: 200, perCpuSecond: 950 }))), [])
  const slow = judgeHttp(overHttp({ perSecond: 380, perCpuSecond: 380 }))
  assert.deepEqual(broken(slow), ['read over HTTP, the same by processor time'])
})

test('over HTTP the requests themselves decide where processor times are unknown', () => {
  const slow = judgeHttp(overHttp({ perSecond: 380, perCpuSecond: null }))
  assert.deepEqual(broken(slow), ["read over HTTP, part of the floor's requests"])
})

test('a bundle is judged in thousands of bytes', () => {
  const [verdict] = judgeBundles([{ name: OURS_FETCH, gzip: 5_900, whole: 5_900 }])
  assert.ok(verdict !== undefined && isKept(verdict) && verdict.value === 5.9)
})

function overHttp(ours: { perSecond: number; perCpuSecond: number | null }): HttpRun {
  const unknown = ours.perCpuSecond === null ? null : 1000
  return {
    runtime: 'Node',
    load: 'wrk',
    rows: [
      { name: FLOOR, rates: { read: rate(1000, unknown) } },
      { name: OURS, rates: { read: rate(ours.perSecond, ours.perCpuSecond) } },
    ],
  }
}

function rate(perSecond: number, perCpuSecond: number | null) {
  return {
    perSecond,
    spread: 0,
    busy: 1,
    samples: [perSecond, perSecond, perSecond],
    perCpuSecond: perCpuSecond === null ? null : [perCpuSecond, perCpuSecond, perCpuSecond],
  }
}

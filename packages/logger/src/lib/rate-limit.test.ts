import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger, memorySink, rateLimit, type RateLimitOptions } from '../index.ts'

interface Event {
  type: string
  reason?: string
}

function setUp(options: RateLimitOptions = {}) {
  const clock = { now: 1000 }
  const emitted: unknown[] = []
  const limit = rateLimit<Event>((event) => emitted.push(event), {
    now: () => clock.now,
    ...options,
  })
  const send = (count: number, event: Event): void => {
    for (let index = 0; index < count; index++) limit(event)
  }
  return { clock, emitted, limit, send }
}

const rejected: Event = { type: 'rejected', reason: 'signature' }

test('lets ten of a type and reason pass in a minute, and then tells how many it held back', () => {
  const { clock, emitted, send } = setUp()
  send(37, rejected)
  assert.deepEqual(
    emitted,
    Array.from({ length: 10 }, () => rejected),
  )
  clock.now += 59_999
  send(1, rejected)
  assert.equal(emitted.length, 10)
  clock.now += 1
  send(1, rejected)
  assert.deepEqual(emitted.slice(10), [{ ...rejected, heldBack: 28 }, rejected])
})

test('counts types and reasons apart', () => {
  const { emitted, send } = setUp({ limit: 1 })
  send(2, { type: 'a' })
  send(2, { type: 'a', reason: 'b' })
  send(2, { type: 'b', reason: 'a' })
  assert.equal(emitted.length, 3)
})

test('reports at any event, and when it is asked to', () => {
  const { clock, emitted, limit, send } = setUp()
  send(11, rejected)
  clock.now += 60_000
  send(1, { type: 'other kind' })
  assert.deepEqual(emitted.slice(10), [{ ...rejected, heldBack: 1 }, { type: 'other kind' }])
  send(11, rejected)
  limit.flush()
  assert.equal(emitted.length, 22)
  limit.flush(Infinity)
  assert.deepEqual(emitted.at(-1), { ...rejected, heldBack: 1 })
  limit.flush(Infinity)
  assert.equal(emitted.length, 23)
})

test('says nothing of what was not held back', () => {
  const { clock, emitted, limit, send } = setUp()
  send(10, rejected)
  clock.now += 60_000
  limit.flush()
  assert.equal(emitted.length, 10)
})

test('keeps a bounded table, whatever reasons a client thinks of', () => {
  const { clock, emitted, limit } = setUp({ maxKeys: 5 })
  for (let index = 0; index < 1000; index++) limit({ type: 'rejected', reason: String(index) })
  assert.equal(emitted.length, 15)
  clock.now += 60_000
  limit.flush()
  assert.deepEqual(emitted.slice(15), [{ type: 'other', heldBack: 985 }])
})

test('does not wait for a clock that was set back', () => {
  const { clock, emitted, send } = setUp()
  clock.now = 1_000_000_000
  send(11, rejected)
  clock.now = 1000
  send(1, rejected)
  assert.deepEqual(emitted.slice(10), [{ ...rejected, heldBack: 1 }, rejected])
})

test('stands before a logger', () => {
  const sink = memorySink()
  const log = createLogger({ sink })
  const limit = rateLimit<Event>(({ type, ...fields }) => log.warning('session.%s', type, fields))
  for (let index = 0; index < 20; index++) limit(rejected)
  limit.flush(Infinity)
  assert.equal(sink.records.length, 11)
  assert.equal(sink.records[10]?.message, 'session.rejected')
  assert.deepEqual(sink.records[10]?.fields, { reason: 'signature', heldBack: 10 })
})

test('refuses settings that are no positive numbers', () => {
  for (const options of [{ limit: 0 }, { seconds: -1 }, { maxKeys: Number.NaN }]) {
    assert.throws(() => setUp(options), RangeError)
  }
})

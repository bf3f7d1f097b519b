import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeId, makeRecord } from './contract/fixture.ts'
import { createFaultyStore, type Fault, type FaultPlan } from './faulty-store.ts'
import { createMemoryStore } from './memory-store.ts'
import { isSessionRecord } from './session-record.ts'
import type { SessionStore } from './session-store.ts'

const NOW = 1_700_000_000_000
const CHANGE = { now: NOW, operation: 'op', generation: 'g1', set: { a: '"2"' } }

test('a faulty store without faults is the store itself', async () => {
  const { store, id } = await create(() => undefined)
  assert.equal((await store.apply(id, CHANGE)).status, 'applied')
  assert.deepEqual((await store.read(id, NOW))?.data, { a: '"2"' })
  assert.equal(store.sweep !== undefined, true)
})

test('a refused call does nothing', async () => {
  const { store, id, inner } = await create(({ method }) =>
    method === 'apply' ? 'refuse' : undefined,
  )
  await assert.rejects(store.apply(id, CHANGE), /as planned/)
  assert.deepEqual((await inner.read(id, NOW))?.data, { a: '"1"' })
})

test('a call that fails after the write has done its work, and its repetition is applied', async () => {
  const { store, id, inner } = await create(({ method, count }) =>
    method === 'apply' && count === 0 ? 'fail-after-write' : undefined,
  )
  await assert.rejects(store.apply(id, CHANGE), /as planned/)
  assert.deepEqual((await inner.read(id, NOW))?.data, { a: '"2"' })
  assert.equal((await store.apply(id, CHANGE)).status, 'applied')
})

test('a hanging call never answers', async () => {
  const { store, id } = await create(({ method }) => (method === 'read' ? 'hang' : undefined))
  const answered = await Promise.race([
    store.read(id, NOW),
    new Promise((r) => setImmediate(r, 'late')),
  ])
  assert.equal(answered, 'late')
})

test('a slow call answers late', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { store, id } = await create(({ method }) =>
    method === 'read' ? { slow: 900 } : undefined,
  )
  const read = store.read(id, NOW)
  t.mock.timers.tick(899)
  assert.equal(await Promise.race([read, Promise.resolve('late')]), 'late')
  t.mock.timers.tick(1)
  assert.equal((await read)?.generation, 'g1')
})

test('a wrong record is that of another id', async () => {
  const { store, id } = await create(({ method }) =>
    method === 'read' ? 'wrong-record' : undefined,
  )
  assert.equal(await store.read(id, NOW), null)
  await store.create(makeId(), makeRecord(NOW, { generation: 'other' }))
  assert.equal((await store.read(id, NOW))?.generation, 'other')
})

for (const fault of ['truncated-record', 'older-schema', 'newer-schema'] satisfies Fault[]) {
  test(`isSessionRecord refuses a record spoilt by ${fault}`, async () => {
    const { store, id } = await create(({ method }) => (method === 'read' ? fault : undefined))
    const record = await store.read(id, NOW)
    assert.notEqual(record, null)
    assert.equal(isSessionRecord(record), false)
  })
}

test('isSessionRecord takes a record as it is', () => {
  assert.equal(isSessionRecord(makeRecord(NOW)), true)
  const whole = { user: 'ann', authAt: 1, previous: 'g0', previousUntil: 2, data: { a: '1' } }
  assert.equal(isSessionRecord(makeRecord(NOW, whole)), true)
  for (const value of [null, undefined, 'text', 1, [], {}, { ...makeRecord(NOW), data: { a: 1 } }])
    assert.equal(isSessionRecord(value), false)
})

async function create(
  plan: FaultPlan,
): Promise<{ store: SessionStore; inner: SessionStore; id: string }> {
  const inner = createMemoryStore()
  const store = createFaultyStore(inner, plan)
  const id = makeId()
  await store.create(id, makeRecord(NOW, { data: { a: '"1"' } }))
  return { store, inner, id }
}

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { makeId, makeRecord } from './contract/fixture.ts'
import { storeContract } from './contract/store-contract.ts'
import { createMemoryStore, type MemoryStoreEvent } from './memory-store.ts'

const NOW = 1_700_000_000_000
const HOUR = 3_600_000

suite('the memory store keeps the contract:', () => {
  for (const [name, check] of Object.entries(storeContract)) {
    test(name, async (t) => {
      const outcome = await check({ createStore: async () => createMemoryStore() })
      // no skip: it is no part of the contract of a store that does not claim it
      if (outcome === 'skipped') t.diagnostic('the store does not claim it')
    })
  }
})

test('a full memory store drops the anonymous session written longest ago, and says so', async () => {
  const events: MemoryStoreEvent[] = []
  const store = createMemoryStore({ maxSessions: 3, onEvent: (event) => events.push(event) })
  const [ann, old, fresh, late] = [makeId(), makeId(), makeId(), makeId()]
  await store.create(ann, makeRecord(NOW, { user: 'ann' }))
  await store.create(old, makeRecord(NOW))
  await store.create(fresh, makeRecord(NOW))
  await store.apply(old, { now: NOW, operation: 'touch', generation: 'g1', touchedAt: NOW })
  await store.create(late, makeRecord(NOW))
  assert.deepEqual(events, [{ type: 'store-full', evicted: 'anonymous', maxSessions: 3 }])
  assert.equal(await store.read(fresh, NOW), null)
  for (const id of [ann, old, late]) assert.notEqual(await store.read(id, NOW), null)
})

test('a memory store full of users drops the one written longest ago', async () => {
  const events: MemoryStoreEvent[] = []
  const store = createMemoryStore({ maxSessions: 2, onEvent: (event) => events.push(event) })
  const ids = ['ann', 'bob', 'cid'].map((user) => ({ user, id: makeId() }))
  for (const { user, id } of ids) await store.create(id, makeRecord(NOW, { user }))
  assert.deepEqual(events, [{ type: 'store-full', evicted: 'user', maxSessions: 2 }])
  assert.deepEqual(await store.listByUser('ann', NOW), [])
  assert.equal(store.size, 2)
})

test('a session that has ended makes room before a live one has to go', async () => {
  const events: MemoryStoreEvent[] = []
  const store = createMemoryStore({ maxSessions: 2, onEvent: (event) => events.push(event) })
  await store.create(makeId(), makeRecord(NOW, { idleExpiresAt: NOW + 1 }))
  const live = makeId()
  await store.create(live, makeRecord(NOW))
  await store.create(makeId(), makeRecord(NOW + 1))
  assert.deepEqual(events, [])
  assert.notEqual(await store.read(live, NOW + 1), null)
})

test('those that have ended stay a bounded share without a sweep', async () => {
  const store = createMemoryStore()
  for (let n = 0; n < 10_000; n++) {
    const now = NOW + n
    await store.create(makeId(), makeRecord(now, { idleExpiresAt: now + 1000 }))
  }
  assert.ok(store.size < 2000, `${store.size} records are kept of 1000 live ones`)
})

test('a sweep lets others run in between', async () => {
  const store = createMemoryStore()
  for (let n = 0; n < 50_000; n++) await store.create(`${n}`, makeRecord(NOW))
  let turns = 0
  const timer = setInterval(() => (turns += 1), 0)
  assert.equal(await store.sweep(NOW + HOUR, Infinity), 50_000)
  clearInterval(timer)
  assert.ok(turns > 0, 'no other task ran during the sweep')
  assert.equal(store.size, 0)
})

test('a memory store refuses a maxSessions that is no count', () => {
  for (const maxSessions of [0, -1, 1.5, Number.NaN])
    assert.throws(() => createMemoryStore({ maxSessions }), RangeError)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyChange, isExpired } from '../apply-change.ts'
import { createMemoryStore } from '../memory-store.ts'
import { copyRecord } from '../session-record.ts'
import type { SessionChange, SessionRecord, SessionStore } from '../session-store.ts'
import { storeContract } from './store-contract.ts'

/** Each breaks one rule of the contract, as stores in the wild do, and names a fact that must catch it. */
const BROKEN: Record<
  string,
  { fact: string; spoil: (store: SessionStore) => Partial<SessionStore> }
> = {
  'a create that replaces': {
    fact: 'keeps the record that is there when its id is created again',
    spoil: (store) => ({
      create: async (id, record) => {
        await store.destroy(id)
        return store.create(id, record)
      },
    }),
  },
  'a create that answers exists and replaces': {
    fact: 'lets one of parallel creates under one id win',
    spoil: (store) => ({
      create: async (id, record) => {
        const existing = await store.read(id, record.touchedAt)
        await store.destroy(id)
        await store.create(id, record)
        return existing === null ? 'created' : 'exists'
      },
    }),
  },
  'a read that returns what has expired by idle time': {
    fact: 'reads a record until the millisecond its idle time ends',
    spoil: (store) => ({ read: (id, now) => store.read(id, now - 1) }),
  },
  'a read that returns what has expired by age': {
    fact: 'reads a record until the millisecond its life ends',
    spoil: (store) => ({ read: (id, now) => store.read(id, now - 1) }),
  },
  'a read that ends a millisecond early': {
    fact: 'reads a record until the millisecond its life ends',
    spoil: (store) => ({ read: (id, now) => store.read(id, now + 1) }),
  },
  'a read that answers with another record': {
    fact: 'reads nothing under an id that was never created',
    spoil: (store) => {
      let last = ''
      return {
        create: (id, record) => store.create((last = id), record),
        read: (_, now) => store.read(last, now),
      }
    },
  },
  'live objects handed out': { fact: 'takes copies and hands out copies', spoil: liveObjects },
  'times rounded to seconds': {
    fact: 'reads a record back whole',
    spoil: (store) => ({
      create: (id, record) =>
        store.create(id, {
          ...record,
          createdAt: record.createdAt - (record.createdAt % 1000) - 1,
        }),
    }),
  },
  'a create that keeps a thousand keys': {
    fact: 'keeps 10,000 keys',
    spoil: (store) => ({
      create: (id, record) =>
        store.create(id, {
          ...record,
          data: Object.fromEntries(Object.entries(record.data).slice(0, 1000)),
        }),
    }),
  },
  'members that come back as undefined': {
    fact: 'leaves absent members absent',
    spoil: (store) => ({
      read: async (id, now) => {
        const record = await store.read(id, now)
        return record && { user: undefined as never, ...record }
      },
    }),
  },
  'keys assigned one by one': {
    fact: 'keeps keys and texts as they are',
    spoil: (store) => ({
      create: (id, record) => {
        const data: Record<string, string> = {}
        for (const [key, text] of Object.entries(record.data)) data[key] = text
        return store.create(id, { ...record, data })
      },
    }),
  },
  'texts that are parsed and printed again': {
    fact: 'keeps keys and texts as they are',
    spoil: (store) => ({
      create: (id, record) => {
        const data = Object.entries(record.data).map(([key, text]) => [key, reprint(text)])
        return store.create(id, { ...record, data: Object.fromEntries(data) })
      },
    }),
  },
  'an apply that makes a record': {
    fact: 'makes no record by apply',
    spoil: withApply((_, change) => upsert(change)),
  },
  'an apply that brings a logged-out session back': {
    fact: 'does not bring a destroyed record back',
    spoil: withApply((_, change) => upsert(change)),
  },
  'an apply that brings an expired session back': {
    fact: 'does not bring an expired record back',
    spoil: (store) => ({
      apply: (id, change) => store.apply(id, { ...change, now: change.now - 1 }),
    }),
  },
  'last write wins over the whole record': {
    fact: 'keeps the keys of all parallel writes',
    spoil: readThenWrite,
  },
  'a check and a write that are two steps': {
    fact: 'never lets a parallel destroy lose',
    spoil: readThenWrite,
  },
  'a compare and a write that are two steps': {
    fact: 'lets one of parallel comparisons win',
    spoil: readThenWrite,
  },
  'a rotation that is two steps': {
    fact: 'lets one of parallel rotations win',
    spoil: readThenWrite,
  },
  'unset ignored': {
    fact: 'writes, replaces and removes keys, and keeps the others',
    spoil: without('unset'),
  },
  'clear ignored': { fact: 'clears before it sets', spoil: without('clear') },
  'unset after set': {
    fact: 'lets set win over unset',
    spoil: withApply((record, { unset = [], set = {}, ...change }) => {
      const left = Object.entries(set).filter(([key]) => !unset.includes(key))
      return applyChange(record, { ...change, unset, set: Object.fromEntries(left) }).record
    }),
  },
  'user ignored': { fact: 'writes times, user and authentication', spoil: without('user') },
  'touches ignored': { fact: 'writes times, user and authentication', spoil: without('touchedAt') },
  'every write counts as activity': {
    fact: 'leaves what a change does not name',
    spoil: (store) => ({
      apply: (id, change) => store.apply(id, { touchedAt: change.now + 1, ...change }),
    }),
  },
  'ifKey ignored': {
    fact: 'changes nothing when the compared key has another text',
    spoil: without('ifKey'),
  },
  'ifKey that takes null for any text': {
    fact: 'changes nothing when the compared key has another text',
    spoil: (store) => ({
      apply: (id, { ifKey, ...change }) =>
        store.apply(id, ifKey === undefined || ifKey.text === null ? change : { ...change, ifKey }),
    }),
  },
  'no generation check': {
    fact: 'writes nothing by a generation that was never there',
    spoil: withApply((record, change) =>
      record === null
        ? undefined
        : applyChange(record, { ...change, generation: record.generation }).record,
    ),
  },
  'a grace without an end': {
    fact: 'writes nothing by the previous generation after its grace',
    spoil: withApply(
      (record, change) =>
        applyChange(record && { ...record, previousUntil: Infinity }, change).record,
    ),
  },
  'no grace': {
    fact: 'writes by the previous generation in its grace, and answers with the current one',
    spoil: withApply(
      (record, change) => applyChange(record && { ...record, previousUntil: 0 }, change).record,
    ),
  },
  'rotation by the previous generation': {
    fact: 'rotates by the current generation only',
    spoil: withApply((record, change) => {
      if (record === null) return undefined
      const generation =
        change.generation === record.previous ? record.generation : change.generation
      return applyChange(record, { ...change, generation }).record
    }),
  },
  'a regeneration that keeps the generation before': {
    fact: 'regenerates, and keeps no previous generation',
    spoil: (store) => ({
      apply: (id, change) =>
        store.apply(id, {
          ...change,
          ...(change.next && { next: { graceUntil: change.now + 30_000, ...change.next } }),
        }),
    }),
  },
  'operation ids ignored': { fact: 'writes a repeated operation once', spoil: freshOperation },
  'operation ids ignored, seen by a rotation': {
    fact: 'answers a repeated rotation with the generation it made',
    spoil: freshOperation,
  },
  'a repeated operation that learns the generation of a login': {
    fact: 'tells a repeated operation nothing of a login since',
    spoil: (store) => ({
      apply: async (id, change) => {
        const record = await store.read(id, change.now)
        if (!record?.operations.includes(change.operation)) return store.apply(id, change)
        const { generation, generationAt } = record
        return { status: 'applied', generation, generationAt }
      },
    }),
  },
  'one operation remembered': {
    fact: 'remembers the last 8 operations',
    spoil: withApply(
      (record, change) =>
        applyChange(record && { ...record, operations: record.operations.slice(-1) }, change)
          .record,
    ),
  },
  'a destroy that ignores the generation': {
    fact: 'destroys nothing by a superseded generation',
    spoil: (store) => ({ destroy: (id) => store.destroy(id) }),
  },
  'a destroy that ignores the previous generation': {
    fact: 'destroys by the previous generation, also after its grace',
    spoil: (store) => ({
      destroy: async (id, generation) => {
        const record = await store.read(id, 0)
        if (generation === undefined || record?.generation === generation) await store.destroy(id)
      },
    }),
  },
  'a sweep that takes live records': {
    fact: 'sweeps what has ended and nothing else',
    spoil: (store) => ({ sweep: async (now, limit) => (await store.sweep?.(now + 1, limit)) ?? 0 }),
  },
  'a sweep without a limit': {
    fact: 'sweeps no more than its limit',
    spoil: (store) => ({ sweep: async (now) => (await store.sweep?.(now, Infinity)) ?? 0 }),
  },
  'a migration that begins anew': {
    fact: 'migrates again, and twice at once, and keeps its records',
    spoil: (store) => ({
      migrate: async () => {
        await store.sweep?.(Infinity, Infinity)
      },
    }),
  },
  'a list with what has ended': {
    fact: 'lists no session that has ended',
    spoil: (store) => ({ listByUser: async (user) => (await store.listByUser?.(user, 0)) ?? [] }),
  },
  'a list with generations': {
    fact: "lists a user's sessions, and no token",
    spoil: (store) => ({
      listByUser: async (user, now) => {
        const list = (await store.listByUser?.(user, now)) ?? []
        return list.map((summary) => Object.assign(summary, { generation: 'g1' }))
      },
    }),
  },
  'a user index that forgets logins': {
    fact: 'lists a session from the login on',
    spoil: () => ({
      listByUser: async () => [],
    }),
  },
  'a destroyByUser that takes all': {
    fact: "destroys a user's sessions but one",
    spoil: (store) => ({
      destroyByUser: async (user) => (await store.destroyByUser?.(user)) ?? 0,
    }),
  },
  'users compared without case': {
    fact: 'keeps users with odd names apart',
    spoil: (store) => ({
      create: (id, record) =>
        store.create(id, { ...record, ...(record.user && { user: record.user.toLowerCase() }) }),
      listByUser: async (user, now) => (await store.listByUser?.(user.toLowerCase(), now)) ?? [],
    }),
  },
}

for (const [name, { fact, spoil }] of Object.entries(BROKEN)) {
  test(`the contract catches ${name}`, async () => {
    const check = storeContract[fact]
    assert.ok(check, `${fact} is no fact of the contract`)
    const store = createMemoryStore()
    const broken = { ...store, ...spoil(store) }
    await assert.rejects(check({ createStore: async () => broken }), { name: 'ContractViolation' })
  })
}

test('the contract skips what a store does not claim', async () => {
  const { listByUser: _, destroyByUser: __, sweep: ___, ...store } = createMemoryStore()
  const capabilities = { ...store.capabilities, userIndex: false, compareAndSet: false }
  const skipped = []
  for (const [name, check] of Object.entries(storeContract)) {
    const outcome = await check({ createStore: async () => ({ ...store, capabilities }) })
    if (outcome === 'skipped') skipped.push(name)
  }
  assert.ok(skipped.length >= 15, `only ${skipped.length} were skipped`)
})

function liveObjects(): Partial<SessionStore> {
  const records = new Map<string, SessionRecord>()
  return {
    create: async (id, record) => {
      records.set(id, record)
      return 'created'
    },
    read: async (id) => records.get(id) ?? null,
  }
}

function upsert(change: SessionChange): SessionRecord {
  const { now, generation, set = {} } = change
  const times = { createdAt: now, touchedAt: now, idleExpiresAt: now + 9e6, expiresAt: now + 9e6 }
  return { data: set, generation, generationAt: now, ...times, operations: [] }
}

/** A store whose apply writes what `write` makes of the record, and answers as it should. */
function withApply(
  write: (record: SessionRecord | null, change: SessionChange) => SessionRecord | undefined,
): (store: SessionStore) => Partial<SessionStore> {
  return () => {
    const records = new Map<string, SessionRecord>()
    return {
      create: async (id, record) => {
        records.set(id, copyRecord(record))
        return 'created'
      },
      read: async (id, now) => {
        const record = records.get(id)
        return record === undefined || isExpired(record, now) ? null : copyRecord(record)
      },
      destroy: async (id) => void records.delete(id),
      apply: async (id, change) => {
        const record = write(records.get(id) ?? null, change)
        if (record === undefined) return applyChange(records.get(id) ?? null, change).result
        records.set(id, record)
        const { generation, generationAt } = record
        return { status: 'applied', generation, generationAt }
      },
    }
  }
}

function readThenWrite(store: SessionStore): Partial<SessionStore> {
  return {
    apply: async (id, change) => {
      const before = await store.read(id, change.now)
      const { result, record } = applyChange(before, change)
      await Promise.resolve()
      if (record !== undefined) {
        await store.destroy(id)
        await store.create(id, record)
      }
      return result
    },
  }
}

function without(member: keyof SessionChange): (store: SessionStore) => Partial<SessionStore> {
  return (store) => ({
    apply: (id, change) => {
      const { [member]: _, ...rest } = change
      return store.apply(id, rest as SessionChange)
    },
  })
}

function freshOperation(store: SessionStore): Partial<SessionStore> {
  return {
    apply: (id, change) => store.apply(id, { ...change, operation: `${Math.random()}` }),
  }
}

function reprint(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}

import type { SessionRecord } from '../session-store.ts'
import { type ContractTests, expectSame, expectTrue } from './contract-test.ts'
import { HOUR, makeId, makeOperation, makeRecord, withRecord, withStore } from './fixture.ts'

/** What the contract says of `create`, `read` and the copies that go in and out. */
export const createTests: ContractTests = {
  'reads a record back whole': withStore(async (store, now) => {
    const record = makeRecord(now, {
      data: { name: '"Ann"', empty: 'null' },
      previous: 'g0',
      previousUntil: now + 30_000,
      user: 'ann',
      authAt: now - 5,
      createdAt: now - 10,
      operations: ['first', 'second'],
    })
    const id = makeId()
    expectSame(await store.create(id, record), 'created', 'create')
    expectSame(await store.read(id, now), record, 'read')
  }),

  'leaves absent members absent': withRecord(async ({ read, record }) => {
    expectSame(Object.keys((await read()) ?? {}).sort(), Object.keys(record).sort(), 'its members')
  }),

  'keeps keys and texts as they are': withStore(async (store, now) => {
    const id = makeId()
    const record = makeRecord(now, { data: oddData() })
    await store.create(id, record)
    expectSame(await store.read(id, now), record, 'read')
  }),

  'keeps 10,000 keys': withStore(async (store, now) => {
    const [id, other] = [makeId(), makeId()]
    const record = makeRecord(now, { data: manyData() })
    expectSame(await store.create(id, record), 'created', 'create')
    expectSame(await store.read(id, now), record, 'read')
    await store.create(other, makeRecord(now))
    const operation = makeOperation()
    await store.apply(other, { now, operation, generation: 'g1', set: manyData() })
    expectSame((await store.read(other, now))?.data, record.data, 'data after one change')
  }),

  'reads nothing under an id that was never created': withRecord(async ({ store, now }) => {
    expectSame(await store.read(makeId(), now), null, 'read')
  }),

  'keeps the record that is there when its id is created again': withRecord(
    async ({ store, id, now, read, record }) => {
      const other = makeRecord(now, { generation: 'other', data: { b: '2' } })
      expectSame(await store.create(id, other), 'exists', 'the second create')
      expectSame(await read(), record, 'read')
    },
    { data: { a: '1' } },
  ),

  'lets one of parallel creates under one id win': withStore(async (store, now) => {
    const id = makeId()
    const generations = Array.from({ length: 10 }, (_, n) => `g${n}`)
    const answers = await Promise.all(
      generations.map((generation) => store.create(id, makeRecord(now, { generation }))),
    )
    const winners = generations.filter((_, n) => answers[n] === 'created')
    expectSame(winners.length, 1, 'how many were created')
    expectSame((await store.read(id, now))?.generation, winners[0], 'the generation kept')
  }),

  'reads a record until the millisecond its idle time ends': withRecord(async ({ read, now }) => {
    expectTrue((await read(now + HOUR - 1)) !== null, 'a live record reads as null')
    expectSame(await read(now + HOUR), null, 'read at idleExpiresAt')
  }),

  'reads a record until the millisecond its life ends': withStore(async (store, now) => {
    const id = makeId()
    await store.create(id, makeRecord(now, { expiresAt: now + 1000, idleExpiresAt: now + HOUR }))
    expectTrue((await store.read(id, now + 999)) !== null, 'a live record reads as null')
    expectSame(await store.read(id, now + 1000), null, 'read at expiresAt')
  }),

  'takes copies and hands out copies': withStore(async (store, now) => {
    const id = makeId()
    const record = makeRecord(now, { data: { a: '1' }, operations: ['first'] })
    const given = structuredClone(record)
    await store.create(id, given)
    spoil(given)
    spoil(await store.read(id, now))
    expectSame(await store.read(id, now), record, 'read after its copies were changed')
  }),

  'takes copies of a change': withRecord(async ({ apply, read }) => {
    const set = { a: '1' }
    await apply({ set })
    set.a = '2'
    expectSame((await read())?.data, { a: '1' }, 'data after the change object was changed')
  }),
}

function oddData(): Record<string, string> {
  const keys = [
    '',
    '__proto__',
    'constructor',
    '0',
    'a.b',
    '$[0]',
    'say "hi"',
    "it's",
    'back\\slash',
  ]
  keys.push('new\nline', 'nul\u0000', 'é', '\u{1f9ea}', '%', ' ', 'd:x', '{tag}', 'k'.repeat(300))
  const texts = ['"\\u0000"', '"\\ud800"', '"é \u{1f9ea}"', '[]', '{"a":{"b":null}}', '1e400', '']
  texts.push(JSON.stringify('long '.repeat(4000)), JSON.stringify("' ; -- \\ $1 ? :a"))
  return Object.fromEntries(keys.map((key, n) => [key, texts[n % texts.length] ?? '']))
}

function manyData(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`key ${n}`, `${n}`]))
}

function spoil(record: SessionRecord | null): void {
  if (record === null) return
  for (const part of [record, record.data, record.operations]) {
    // A frozen copy is as good as one that may be changed.
    Reflect.set(part, 'a', 'spoilt')
    Reflect.set(part, 0, 'spoilt')
  }
  Reflect.set(record, 'generation', 'spoilt')
}

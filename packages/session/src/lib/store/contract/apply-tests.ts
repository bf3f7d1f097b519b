import { type ContractTests, expectSame } from './contract-test.ts'
import { HOUR, makeId, makeOperation, withRecord } from './fixture.ts'

/** What the contract says of `apply`: it is exists-only, and carries operations. */
export const applyTests: ContractTests = {
  'makes no record by apply': withRecord(async ({ store, now }) => {
    const id = makeId()
    const change = { now, operation: makeOperation(), generation: 'g1', set: { a: '1' } }
    expectSame(await store.apply(id, change), GONE, 'apply to an id that was never created')
    expectSame(await store.read(id, now), null, 'read')
  }),

  'does not bring a destroyed record back': withRecord(async ({ store, id, apply, read }) => {
    await store.destroy(id)
    const next = { generation: 'g2', graceUntil: Number.MAX_SAFE_INTEGER }
    expectSame(await apply({ set: { a: '1' } }), GONE, 'a write')
    expectSame(await apply({ touchedAt: 1 }), GONE, 'a touch')
    expectSame(await apply({ next }), GONE, 'a rotation')
    expectSame(await apply({ ifKey: { key: 'a', text: null } }), GONE, 'a comparison')
    expectSame(await read(), null, 'read')
  }),

  'does not bring an expired record back': withRecord(async ({ apply, read, now }) => {
    const later = now + HOUR
    const change = { now: later, idleExpiresAt: later + HOUR, touchedAt: later }
    expectSame(await apply(change), GONE, 'a touch at idleExpiresAt')
    expectSame(await read(later), null, 'read at idleExpiresAt')
  }),

  'never lets a parallel destroy lose': withRecord(async ({ store, id, apply, read }) => {
    const writes = Array.from({ length: 10 }, (_, n) => apply({ set: { [`k${n}`]: '1' } }))
    await Promise.all([...writes.slice(0, 5), store.destroy(id), ...writes.slice(5)])
    expectSame(await read(), null, 'read after destroy and parallel writes')
  }),

  'writes, replaces and removes keys, and keeps the others': withRecord(
    async ({ apply, read }) => {
      await apply({ set: { added: '1', replaced: '2' }, unset: ['removed', 'never there'] })
      const data = { kept: '1', added: '1', replaced: '2' }
      expectSame((await read())?.data, data, 'data')
    },
    { data: { kept: '1', replaced: '1', removed: '1' } },
  ),

  'clears before it sets': withRecord(
    async ({ apply, read }) => {
      await apply({ clear: true, set: { b: '2' } })
      expectSame((await read())?.data, { b: '2' }, 'data')
    },
    { data: { a: '1', b: '1' } },
  ),

  'lets set win over unset': withRecord(
    async ({ apply, read }) => {
      await apply({ unset: ['a'], set: { a: '2' } })
      expectSame((await read())?.data, { a: '2' }, 'data')
    },
    { data: { a: '1' } },
  ),

  'changes odd keys one by one': withRecord(
    async ({ apply, read }) => {
      await apply({ set: { ['__proto__']: '2', 'say "hi"': '2' }, unset: ['a.b', '$.x', '0'] })
      const data = Object.fromEntries([...oddEntries(), ['__proto__', '2'], ['say "hi"', '2']])
      expectSame((await read())?.data, data, 'data')
    },
    { data: Object.fromEntries([...oddEntries(), ['a.b', '1'], ['$.x', '1'], ['0', '1']]) },
  ),

  'writes times, user and authentication': withRecord(async ({ apply, read, record, now }) => {
    const members = {
      touchedAt: now + 1,
      idleExpiresAt: now + 2 * HOUR,
      expiresAt: now + 3 * HOUR,
      user: 'ann',
      authAt: now + 2,
    }
    await apply({ ...members, operation: 'op' })
    expectSame(await read(), { ...record, ...members, operations: ['op'] }, 'read')
  }),

  'leaves what a change does not name': withRecord(
    async ({ apply, read, record, now }) => {
      await apply({ operation: 'op' })
      expectSame(await read(), { ...record, operations: ['op'] }, 'read')
      expectSame(await apply({ now }), applied('g1', now), 'an empty change')
    },
    { data: { a: '1' }, user: 'ann', authAt: 1, previous: 'g0', previousUntil: 2 },
  ),

  'keeps the keys of all parallel writes': withRecord(async ({ apply, read, now }) => {
    const keys = Array.from({ length: 20 }, (_, n) => `k${n}`)
    const answers = await Promise.all(keys.map((key) => apply({ set: { [key]: '1' } })))
    for (const answer of answers) expectSame(answer, applied('g1', now), 'a parallel write')
    const data = Object.fromEntries(keys.map((key) => [key, '1']))
    expectSame((await read())?.data, data, 'data')
  }),
}

const GONE = { status: 'gone' }

function oddEntries(): [string, string][] {
  return [
    ['__proto__', '1'],
    ['constructor', '1'],
    ['say "hi"', '1'],
    ['a', '1'],
  ]
}

function applied(generation: string, generationAt: number): object {
  return { status: 'applied', generation, generationAt }
}

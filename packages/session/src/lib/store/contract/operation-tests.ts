import { type ContractTests, expectSame } from './contract-test.ts'
import { withRecord } from './fixture.ts'

/** What the contract says of a call that is repeated because its answer was lost. */
export const operationTests: ContractTests = {
  'writes a repeated operation once': withRecord(async ({ apply, read, now }) => {
    const first = { operation: 'first', set: { a: '1' }, touchedAt: now + 1 }
    await apply(first)
    await apply({ operation: 'second', set: { a: '2' }, touchedAt: now + 2 })
    expectSame(await apply(first), applied('g1', now), 'the repeated answer')
    const { data, touchedAt, operations } = (await read()) ?? {}
    const expected = { data: { a: '2' }, touchedAt: now + 2, operations: ['first', 'second'] }
    expectSame({ data, touchedAt, operations }, expected, 'the record')
  }),

  'answers applied when a comparison is repeated': withRecord(async ({ apply, now }) => {
    const change = { operation: 'first', ifKey: { key: 'n', text: null }, set: { n: '1' } }
    await apply(change)
    expectSame(await apply(change), applied('g1', now), 'the repeated answer')
  }),

  'answers a repeated rotation with the generation it made': withRecord(
    async ({ apply, read, now }) => {
      const next = { generation: 'g2', graceUntil: now + 30_000 }
      const change = { operation: 'rotation', next }
      await apply(change)
      const repeated = await apply({ ...change, now: now + 9 })
      expectSame(repeated, applied('g2', now), 'the repeated answer')
      const { previous, operations } = (await read()) ?? {}
      expectSame(
        { previous, operations },
        { previous: 'g1', operations: ['rotation'] },
        'the record',
      )
    },
  ),

  'answers a repeated login with the generation it made': withRecord(async ({ apply, now }) => {
    const login = { operation: 'login', next: { generation: 'g2' }, user: 'ann' }
    await apply(login)
    expectSame(await apply(login), applied('g2', now), 'the repeated answer')
  }),

  'answers a repeated write with the generation of a rotation since': withRecord(
    async ({ apply, now }) => {
      const write = { operation: 'write', set: { a: '1' } }
      await apply(write)
      await apply({ now: now + 5, next: { generation: 'g2', graceUntil: now + 30_000 } })
      expectSame(await apply(write), applied('g2', now + 5), 'the repeated answer')
    },
  ),

  'tells a repeated operation nothing of a login since': withRecord(async ({ apply, read }) => {
    const write = { operation: 'write', set: { a: '1' } }
    await apply(write)
    await apply({ next: { generation: 'g2' }, user: 'ann', clear: true })
    expectSame(await apply(write), { status: 'superseded' }, 'the repeated answer')
    expectSame((await read())?.data, {}, 'data')
  }),

  'answers gone when the record went since': withRecord(async ({ store, id, apply, read }) => {
    await apply({ operation: 'write', set: { a: '1' } })
    await store.destroy(id)
    expectSame(await apply({ operation: 'write' }), { status: 'gone' }, 'the repeated answer')
    expectSame(await read(), null, 'read')
  }),

  'remembers the last 8 operations': withRecord(
    async ({ apply, read }) => {
      const operations = Array.from({ length: 10 }, (_, n) => `op ${n}`)
      for (const operation of operations) await apply({ operation })
      expectSame((await read())?.operations, operations.slice(-8), 'operations')
    },
    { operations: ['at', 'creation'] },
  ),

  'remembers no operation that was refused': withRecord(async ({ apply, read }) => {
    await apply({ operation: 'early', generation: 'g2' })
    await apply({ operation: 'late', ifKey: { key: 'a', text: '1' } })
    expectSame((await read())?.operations, [], 'operations')
  }),

  'writes one of parallel repetitions': withRecord(async ({ apply, read, now }) => {
    const change = { operation: 'first', set: { a: '1' } }
    const answers = await Promise.all(Array.from({ length: 5 }, () => apply(change)))
    for (const answer of answers) expectSame(answer, applied('g1', now), 'an answer')
    expectSame((await read())?.operations, ['first'], 'operations')
  }),
}

function applied(generation: string, generationAt: number): object {
  return { status: 'applied', generation, generationAt }
}

import { type ContractTests, expectSame } from './contract-test.ts'
import { type Fixture, withRecord } from './fixture.ts'

/** What the contract says of generations: `rotate`, `regenerate` and what comes by a token of before. */
export const generationTests: ContractTests = {
  'writes nothing by a generation that was never there': withRecord(
    async ({ apply, read, record }) => {
      const change = { set: { a: '1' }, clear: true, touchedAt: 1, user: 'eve' }
      expectSame(await apply({ ...change, generation: 'never' }), SUPERSEDED, 'the answer')
      expectSame(await read(), record, 'read')
    },
  ),

  'rotates, and keeps the generation before for its grace': withRecord(async (fixture) => {
    const { read, record, now } = fixture
    expectSame(await rotate(fixture), applied('g2', now + 5), 'the answer')
    const rotated = { generation: 'g2', generationAt: now + 5, previous: 'g1' }
    const operations = ['rotation']
    const expected = { ...record, ...rotated, previousUntil: now + GRACE, operations }
    expectSame(await read(), expected, 'read')
  }),

  'writes by the previous generation in its grace, and answers with the current one': withRecord(
    async (fixture) => {
      const { apply, read, now } = fixture
      await rotate(fixture)
      const change = { now: now + GRACE - 1, set: { a: '1' } }
      expectSame(await apply(change), applied('g2', now + 5), 'the answer')
      expectSame((await read())?.data, { a: '1' }, 'data')
    },
  ),

  'writes nothing by the previous generation after its grace': withRecord(async (fixture) => {
    const { apply, read, now } = fixture
    await rotate(fixture)
    const change = { now: now + GRACE, set: { a: '1' } }
    expectSame(await apply(change), SUPERSEDED, 'the answer')
    expectSame((await read())?.data, {}, 'data')
  }),

  'rotates by the current generation only': withRecord(async (fixture) => {
    const { apply, read, now } = fixture
    await rotate(fixture)
    const next = { generation: 'g3', graceUntil: now + GRACE }
    expectSame(await apply({ next, set: { a: '1' } }), SUPERSEDED, 'a rotation in the grace')
    const regeneration = { next: { generation: 'g3' }, user: 'eve' }
    expectSame(await apply(regeneration), SUPERSEDED, 'a regeneration in the grace')
    const { generation, data, user = null } = (await read()) ?? {}
    expectSame({ generation, data, user }, { generation: 'g2', data: {}, user: null }, 'the record')
  }),

  'keeps no generation but the last as previous': withRecord(async (fixture) => {
    const { apply, now } = fixture
    await rotate(fixture)
    const next = { generation: 'g3', graceUntil: now + GRACE }
    expectSame(await apply({ generation: 'g2', next }), applied('g3', now), 'the second rotation')
    expectSame(await apply({ set: { a: '1' } }), SUPERSEDED, 'a write by the first generation')
    const write = await apply({ generation: 'g2', set: { a: '1' } })
    expectSame(write, applied('g3', now), 'a write by the second')
  }),

  'regenerates, and keeps no previous generation': withRecord(async (fixture) => {
    const { apply, read, record, now } = fixture
    await rotate(fixture)
    const next = { generation: 'g3' }
    const change = { generation: 'g2', operation: 'login', next, user: 'ann', authAt: now }
    expectSame(await apply(change), applied('g3', now), 'the answer')
    for (const generation of ['g1', 'g2'])
      expectSame(
        await apply({ generation, set: { a: '1' } }),
        SUPERSEDED,
        `a write by ${generation}`,
      )
    const members = { generation: 'g3', user: 'ann', authAt: now }
    const expected = { ...record, ...members, operations: ['rotation', 'login'] }
    expectSame(await read(), expected, 'read')
  }),

  'lets one of parallel rotations win': withRecord(async ({ apply, read, now }) => {
    const generations = Array.from({ length: 10 }, (_, n) => `n${n}`)
    const answers = await Promise.all(
      generations.map((generation) =>
        apply({ next: { generation, graceUntil: now + GRACE }, set: { [generation]: '1' } }),
      ),
    )
    const winners = generations.filter((_, n) => answers[n]?.status === 'applied')
    expectSame(winners.length, 1, 'how many were applied')
    const { generation, previous, data } = (await read()) ?? {}
    const expected = { generation: winners[0], previous: 'g1', data: { [winners[0] ?? '']: '1' } }
    expectSame({ generation, previous, data }, expected, 'the record')
  }),
}

const SUPERSEDED = { status: 'superseded' }

/** Milliseconds. */
const GRACE = 30_000

function rotate({ apply, now }: Fixture): ReturnType<Fixture['apply']> {
  const next = { generation: 'g2', graceUntil: now + GRACE }
  return apply({ now: now + 5, operation: 'rotation', next })
}

function applied(generation: string, generationAt: number): object {
  return { status: 'applied', generation, generationAt }
}

import type { SessionStore } from '../session-store.ts'
import { type ContractTest, type ContractTests, expectSame } from './contract-test.ts'
import { type Fixture, withRecord } from './fixture.ts'

/** What the contract says of `ifKey`, for stores that claim `compareAndSet`. */
export const compareTests: ContractTests = {
  'writes while the compared key has its text': comparing(async ({ apply, read }) => {
    const answer = await apply({ ifKey: { key: 'a', text: '1' }, set: { a: '2' } })
    expectSame(answer.status, 'applied', 'the status')
    expectSame((await read())?.data, { a: '2' }, 'data')
  }),

  'changes nothing when the compared key has another text': comparing(
    async ({ apply, read, record }) => {
      const change = { set: { b: '2' }, touchedAt: 1, next: { generation: 'g2' } }
      for (const text of ['2', '"1"', '1 ', null]) {
        const answer = await apply({ ...change, ifKey: { key: 'a', text } })
        expectSame(answer, CONFLICT, `comparing with ${text}`)
      }
      expectSame(await read(), record, 'read')
    },
  ),

  'compares with an absent key': comparing(async ({ apply, read, record }) => {
    for (const key of ['b', '__proto__', 'constructor', '']) {
      expectSame(await apply({ ifKey: { key, text: '1' } }), CONFLICT, `${key} is absent`)
    }
    expectSame(await read(), record, 'read')
    const answer = await apply({ ifKey: { key: '__proto__', text: null }, set: { b: '1' } })
    expectSame(answer.status, 'applied', 'the status')
  }),

  'lets one of parallel comparisons win': comparing(async ({ apply, read }) => {
    const texts = Array.from({ length: 10 }, (_, n) => `"try ${n}"`)
    const answers = await Promise.all(
      texts.map((text) => apply({ ifKey: { key: 'a', text: '1' }, set: { a: text } })),
    )
    const winners = texts.filter((_, n) => answers[n]?.status === 'applied')
    expectSame(winners.length, 1, 'how many were applied')
    expectSame((await read())?.data, { a: winners[0] }, 'data')
  }),

  'judges the generation before the comparison': comparing(async ({ apply }) => {
    const answer = await apply({ generation: 'never', ifKey: { key: 'a', text: '2' } })
    expectSame(answer, { status: 'superseded' }, 'the answer')
  }),
}

const CONFLICT = { status: 'conflict' }

function comparing(test: (fixture: Fixture) => Promise<void>): ContractTest {
  return withRecord(test, { data: { a: '1' } }, canCompare)
}

function canCompare({ capabilities }: SessionStore): boolean {
  return capabilities.compareAndSet
}

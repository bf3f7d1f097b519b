import { suite, test, type TestContext } from 'node:test'
import type { SessionStore } from '@costrel/session'
import { storeContract } from '@costrel/session/contract'

/** Registers every test of the contract for a store. `createStore` gives an empty one, and cleans up after the test. */
export function keepsContract(
  name: string,
  createStore: (t: TestContext) => Promise<SessionStore>,
): void {
  suite(`${name} keeps the contract:`, () => {
    for (const [fact, check] of Object.entries(storeContract)) {
      test(fact, async (t) => {
        const outcome = await check({ createStore: () => createStore(t) })
        // no skip: it is no part of the contract of a store that does not claim it
        if (outcome === 'skipped') t.diagnostic('the store does not claim it')
      })
    }
  })
}

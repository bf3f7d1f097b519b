import { applyTests } from './apply-tests.ts'
import { compareTests } from './compare-tests.ts'
import type { ContractTests } from './contract-test.ts'
import { createTests } from './create-tests.ts'
import { destroyTests } from './destroy-tests.ts'
import { generationTests } from './generation-tests.ts'
import { operationTests } from './operation-tests.ts'
import { userTests } from './user-tests.ts'

/**
 * The contract of a {@link SessionStore} as named tests, free of any test runner: hand each to the runner you use.
 *
 * ```ts
 * for (const [name, check] of Object.entries(storeContract)) test(name, () => check({ createStore }))
 * ```
 */
export const storeContract: ContractTests = {
  ...createTests,
  ...applyTests,
  ...compareTests,
  ...generationTests,
  ...operationTests,
  ...destroyTests,
  ...userTests,
}

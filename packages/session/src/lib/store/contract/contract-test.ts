import type { SessionStore } from '../session-store.ts'

/** What a test of the contract is given. */
export interface ContractContext {
  /** Gives an empty store that is ready for use (migrated) and shares nothing with those given before. */
  createStore(): Promise<SessionStore>
  /** The clock, in milliseconds since the epoch: true to that of the store's engine. Default: `Date.now`. */
  readonly now?: () => number
}

/**
 * One fact of the contract. Resolves when the store keeps to it, or to `skipped` when the store does not claim what the
 * fact is about.
 *
 * @throws ContractViolation when the store breaks it
 */
export type ContractTest = (context: ContractContext) => Promise<'passed' | 'skipped'>

/** Tests by name; the names are facts in the present tense. */
export type ContractTests = Readonly<Record<string, ContractTest>>

/** A store does not keep to the contract. The message names the fact, what came, and what should have come. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation'
}

/**
 * @throws ContractViolation when the two differ, compared as JSON whatever the order of keys
 */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const came = canonical(actual)
  const wanted = canonical(expected)
  if (came !== wanted) throw new ContractViolation(`${what}: came ${came}, expected ${wanted}`)
}

/**
 * @throws ContractViolation when it does not hold
 */
export function expectTrue(holds: boolean, what: string): void {
  if (!holds) throw new ContractViolation(what)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => sortKeys(member)) ?? 'undefined'
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

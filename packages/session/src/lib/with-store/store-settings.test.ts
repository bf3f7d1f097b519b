import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createMemoryStore, createSessions } from '../../index.ts'
import { SECRET } from '../browser.test.ts'

const store = createMemoryStore()
const { capabilities } = store
const withCapabilities = (changes: object): object => ({
  ...store,
  capabilities: { ...capabilities, ...changes },
})

/** What an untyped caller may pass. */
function create(options: object): void {
  Reflect.apply(createSessions, undefined, [{ secrets: [SECRET], ...options }])
}

describe('createSessions refuses', () => {
  const refused: [what: string, options: object, error: RegExp][] = [
    ['a store that is none', { store: 'redis://' }, /^TypeError: store must be a session store/],
    ['a store that is null', { store: null }, /^TypeError: store must be a session store/],
    [
      'a store without read',
      { store: { ...store, read: undefined } },
      /^TypeError: store\.read is missing/,
    ],
    [
      'a store whose apply is no function',
      { store: { ...store, apply: 1 } },
      /^TypeError: store\.apply must be a function/,
    ],
    [
      'a store without capabilities',
      { store: { ...store, capabilities: undefined } },
      /^RangeError: store must apply/,
    ],
    [
      'a store that applies in several steps',
      { store: withCapabilities({ atomicApply: false }) },
      /^RangeError: store must apply/,
    ],
    [
      'a store that compares nothing',
      { store: withCapabilities({ compareAndSet: false }) },
      /^RangeError: store must apply/,
    ],
    [
      'a store that promises an index and has none',
      { store: { ...store, listByUser: undefined } },
      /^TypeError: store\.listByUser is missing/,
    ],
    [
      'maxSessionsPerUser without an index',
      { store: withCapabilities({ userIndex: false }), maxSessionsPerUser: 1 },
      /^RangeError: maxSessionsPerUser needs a store that lists/,
    ],
    [
      'labelKey without an index',
      { store: withCapabilities({ userIndex: false }), labelKey: 'a' },
      /^RangeError: labelKey needs a store that lists/,
    ],
    ['labelKey that is no text', { store, labelKey: 1 }, /^TypeError: labelKey must be text/],
    [
      'load that is neither',
      { store, load: 'late' },
      /^RangeError: load must be 'eager' or 'lazy'/,
    ],
    [
      'onGone that is neither',
      { store, onGone: 'throw' },
      /^RangeError: onGone must be 'conflict' or 'ignore'/,
    ],
    [
      'maxSessionsPerUser of text',
      { store, maxSessionsPerUser: '3' },
      /^TypeError: maxSessionsPerUser must be a number/,
    ],
    [
      'maxSessionsPerUser of 0',
      { store, maxSessionsPerUser: 0 },
      /^RangeError: maxSessionsPerUser must be a whole number/,
    ],
    [
      'maxSessionsPerUser of 1.5',
      { store, maxSessionsPerUser: 1.5 },
      /^RangeError: maxSessionsPerUser must be a whole number/,
    ],
    [
      'remember that is no longer',
      { store, remember: { idle: '30m', absolute: '12h' } },
      /^RangeError: remember must be longer/,
    ],
    ...['load', 'onGone', 'maxSessionsPerUser', 'labelKey'].map(
      (option): [string, object, RegExp] => [
        `${option} without a store`,
        { [option]: 'x' },
        new RegExp(`^TypeError: ${option} needs the option store`),
      ],
    ),
  ]
  for (const [what, options, error] of refused) {
    test(what, () => {
      assert.throws(() => create(options), error)
    })
  }
})

test('createSessions takes every option of a store', () => {
  create({ store, load: 'lazy', onGone: 'ignore', maxSessionsPerUser: 3, labelKey: 'device' })
  create({ store, load: 'eager', onGone: 'conflict', maxSessionsPerUser: Infinity })
  create({ store: withCapabilities({ userIndex: false }) })
})

test('createSessions takes a store whose methods are its class’s', async () => {
  class Store {
    capabilities = capabilities
    create = store.create
    read = store.read
    apply = store.apply
    destroy = store.destroy
    listByUser(): Promise<never[]> {
      return Promise.resolve(this.capabilities.userIndex ? [] : [])
    }
    destroyByUser(): Promise<number> {
      return Promise.resolve(this.capabilities.userIndex ? 0 : 1)
    }
  }
  const { listByUser, destroyByUser } = createSessions({ secrets: [SECRET], store: new Store() })
  assert.deepEqual([await listByUser('ann'), await destroyByUser('ann')], [[], 0])
})

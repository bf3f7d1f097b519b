import { checkFunction, checkText } from '../options.ts'
import type { SessionStore } from '../store/session-store.ts'
import { createBackend, type Backend } from './backend.ts'
import { createToken, type StoreToken } from './token.ts'

/** What of a session's options concerns its store. */
export interface StoreOptions {
  /** Where the sessions are kept; the cookie then holds a token instead of data. Default: none, the cookie holds all. */
  readonly store?: SessionStore
  /**
   * `eager`: the record is read when a request with a valid token is opened. `lazy`: only on `await session.load()`;
   * `set` and `delete` need no load. Default: `eager`.
   */
  readonly load?: 'eager' | 'lazy'
  /**
   * What becomes of a request that wrote to a session which was ended meanwhile. `conflict`: the response is replaced by
   * 409. `ignore`: the writes are dropped with an event. Default: `conflict`.
   */
  readonly onGone?: 'conflict' | 'ignore'
  /**
   * How many sessions a user may have; a login ends the ones that were unused longest, and none that logged in later. Of
   * logins at the same moment one too many may stay until the next. Default: any number.
   */
  readonly maxSessionsPerUser?: number
  /** The key whose text names a session in `listByUser`, such as `'device'`. Default: none. */
  readonly labelKey?: string
}

/** A store, made ready. */
export interface StoreSettings {
  readonly store: SessionStore
  readonly backend: Backend
  readonly isLazy: boolean
  readonly ignoresGone: boolean
  readonly maxSessionsPerUser: number
  readonly labelKey: string | undefined
  readonly createToken: () => StoreToken
  readonly createGeneration: () => string
  /** Names one change of one process: no other has the same. */
  readonly createOperation: () => string
}

/**
 * Checks the store's options.
 *
 * @throws TypeError | RangeError when one is of the wrong kind or value, or the store cannot do what they ask
 */
export function readStore(
  options: StoreOptions,
  createText: (bytes: number) => string,
): StoreSettings | undefined {
  const { store, load = 'eager', onGone = 'conflict', maxSessionsPerUser = Infinity } = options
  if (store === undefined) return refuseWithoutStore(options)
  checkStore(store)
  checkChoice('load', load, ['eager', 'lazy'])
  checkChoice('onGone', onGone, ['conflict', 'ignore'])
  checkText('labelKey', options.labelKey)
  checkUserIndex(options, store)
  if (options.maxSessionsPerUser !== undefined) checkMaxSessions(maxSessionsPerUser)
  return {
    store,
    backend: createBackend(store),
    isLazy: load === 'lazy',
    ignoresGone: onGone === 'ignore',
    maxSessionsPerUser,
    labelKey: options.labelKey,
    createToken: () => createToken(createText(16), createText(8)),
    createGeneration: () => createText(8),
    createOperation: createCounter(() => createText(16)),
  }
}

/** Random bytes cost more than a number, and are not to be had before the first request on Workers. */
function createCounter(createPrefix: () => string): () => string {
  let prefix: string | undefined
  let count = 0
  return () => {
    prefix ??= createPrefix()
    count += 1
    return `${prefix}.${count.toString(36)}`
  }
}

function refuseWithoutStore(options: StoreOptions): undefined {
  for (const option of ['load', 'onGone', 'maxSessionsPerUser', 'labelKey'] as const) {
    if (options[option] !== undefined) throw new TypeError(`${option} needs the option store`)
  }
  return undefined
}

function checkStore(store: SessionStore): void {
  if (typeof store !== 'object' || store === null) {
    throw new TypeError('store must be a session store, such as createMemoryStore()')
  }
  for (const method of ['create', 'read', 'apply', 'destroy'] as const) {
    if (store[method] === undefined) throw new TypeError(`store.${method} is missing`)
    checkFunction(`store.${method}`, store[method])
  }
  if (!store.capabilities?.atomicApply || !store.capabilities.compareAndSet) {
    throw new RangeError('store must apply changes in one atomic step and compare a key in it')
  }
}

function checkChoice(option: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return
  throw new RangeError(`${option} must be ${choices.map((choice) => `'${choice}'`).join(' or ')}`)
}

/** What asks for a user's sessions needs a store that can list them. */
function checkUserIndex(options: StoreOptions, store: SessionStore): void {
  for (const option of ['maxSessionsPerUser', 'labelKey'] as const) {
    if (options[option] !== undefined && !store.capabilities.userIndex) {
      throw new RangeError(`${option} needs a store that lists sessions by user`)
    }
  }
  if (!store.capabilities.userIndex) return
  for (const method of ['listByUser', 'destroyByUser'] as const) {
    if (typeof store[method] === 'function') continue
    throw new TypeError(`store.${method} is missing, which store.capabilities.userIndex promises`)
  }
}

function checkMaxSessions(count: number): void {
  if (typeof count !== 'number') throw new TypeError('maxSessionsPerUser must be a number')
  if ((count !== Infinity && !Number.isSafeInteger(count)) || count < 1) {
    throw new RangeError('maxSessionsPerUser must be a whole number, 1 or more')
  }
}

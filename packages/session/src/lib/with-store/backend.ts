import { SessionUnavailable } from '../errors.ts'
import { isSessionRecord } from '../store/session-record.ts'
import type {
  ApplyResult,
  SessionChange,
  SessionRecord,
  SessionStore,
  SessionSummary,
} from '../store/session-store.ts'
import { createBreaker, type CallLimits } from './breaker.ts'

/**
 * A store behind our own deadlines and a circuit breaker, whatever its client promises. Each call answers in time, or
 * rejects with `SessionUnavailable`, whose cause is the store's own error.
 */
export interface Backend {
  create(id: string, record: SessionRecord): Promise<'created' | 'exists'>
  read(id: string, now: number): Promise<SessionRecord | null>
  apply(id: string, change: SessionChange): Promise<ApplyResult>
  destroy(id: string, generation?: string): Promise<void>
  /** Nobody's, where the store keeps no index of users. */
  listByUser(user: string, now: number): Promise<SessionSummary[]>
  /** None, where the store keeps no index of users. */
  destroyByUser(user: string, options?: { readonly except?: string }): Promise<number>
}

/** Puts deadlines (1 s for a read, 2 s for a write) and a breaker around a store. */
export function createBackend(store: SessionStore): Backend {
  const breaker = createBreaker()
  const run = <Value>(limits: CallLimits, call: () => Promise<Value>): Promise<Value> =>
    asUnavailable(breaker.run(call, limits))
  return {
    create: (id, record) => run(WRITE, async () => checkCreated(await store.create(id, record))),
    read: (id, now) => run(READ, async () => checkRecord(await store.read(id, now))),
    apply: (id, change) =>
      run(WRITE, () => tryTwice(async () => checkResult(await store.apply(id, change)))),
    destroy: (id, generation) => run(WRITE, () => tryTwice(() => store.destroy(id, generation))),
    listByUser: (user, now) => run(READ, async () => (await store.listByUser?.(user, now)) ?? []),
    destroyByUser: (user, options) =>
      run(WRITE, async () => (await store.destroyByUser?.(user, options)) ?? 0),
  }
}

/** A page that does not touch its session is not kept waiting to find out whether the store is back. */
const READ = { deadline: 1000, patience: 30 }
const WRITE = { deadline: 2000 }

async function asUnavailable<Value>(pending: Promise<Value>): Promise<Value> {
  try {
    return await pending
  } catch (cause) {
    throw new SessionUnavailable(cause)
  }
}

/** A connection may break after the write: the operation's id makes a second try harmless. Both share the deadline. */
async function tryTwice<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call()
  } catch {
    return call()
  }
}

/** What comes back has crossed a wire or a disk. */
function checkRecord(record: unknown): SessionRecord | null {
  if (record === null || isSessionRecord(record)) return record
  throw new TypeError('the store gave something that is no session record')
}

function checkCreated(answer: 'created' | 'exists'): 'created' | 'exists' {
  if (answer === 'created' || answer === 'exists') return answer
  throw new TypeError("the store's create answered neither 'created' nor 'exists'")
}

function checkResult(result: ApplyResult): ApplyResult {
  if (STATUSES.has(result?.status)) return result
  throw new TypeError("the store's apply answered with no status")
}

const STATUSES = new Set<unknown>(['applied', 'gone', 'superseded', 'conflict'])

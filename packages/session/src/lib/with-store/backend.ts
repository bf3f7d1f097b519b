import { SessionUnavailable } from '../errors.ts'
import { isSessionRecord, isSessionSummary } from '../store/session-record.ts'
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
  /** @param deadline milliseconds, where less time is left than for other calls */
  read(id: string, now: number, deadline?: number): Promise<SessionRecord | null>
  /** @param deadline milliseconds, where less time is left than for other calls */
  apply(id: string, change: SessionChange, deadline?: number): Promise<ApplyResult>
  destroy(id: string, generation?: string): Promise<void>
  /** Nobody's, where the store keeps no index of users. */
  listByUser(user: string, now: number): Promise<SessionSummary[]>
  /** None, where the store keeps no index of users. */
  destroyByUser(user: string, options?: { readonly except?: string }): Promise<number>
}

/** Puts deadlines (1 s for a read, 2 s for a write) and a breaker around a store. */
export function createBackend(store: SessionStore): Backend {
  const breaker = createBreaker()
  // Checked behind the breaker: that one record cannot be read says nothing of the others.
  const run = <Answer, Checked>(
    limits: CallLimits,
    call: () => Promise<Answer>,
    check: (answer: Answer) => Checked,
  ): Promise<Checked> => breaker.run(call, limits).then(check).catch(throwUnavailable)
  return {
    create: (id, record) => run(WRITE, () => store.create(id, record), checkCreated),
    read: (id, now, deadline) =>
      run(within(READ, deadline), () => store.read(id, now), checkRecord),
    apply: (id, change, deadline) => {
      const limits = within(WRITE, deadline)
      return run(limits, () => tryTwice(limits, () => store.apply(id, change)), checkResult)
    },
    destroy: (id, generation) =>
      run(WRITE, () => tryTwice(WRITE, () => store.destroy(id, generation)), checkNothing),
    listByUser: (user, now) =>
      run(READ, async () => (await store.listByUser?.(user, now)) ?? [], checkList),
    destroyByUser: (user, options) =>
      run(WRITE, async () => (await store.destroyByUser?.(user, options)) ?? 0, checkCount),
  }
}

/** A page that does not touch its session is not kept waiting to find out whether the store is back. */
const READ = { deadline: 1000, patience: 30 }
const WRITE = { deadline: 2000 }

function within(limits: CallLimits, rest = limits.deadline): CallLimits {
  const deadline = Math.max(1, Math.ceil(rest))
  return deadline < limits.deadline ? { ...limits, deadline } : limits
}

function throwUnavailable(cause: unknown): never {
  throw new SessionUnavailable(cause)
}

/**
 * A connection may break after the write: the operation's id makes a second try harmless. Both share the deadline. After it
 * there is none: its visitor was told, and may have written something else meanwhile.
 */
async function tryTwice<Value>(
  { deadline }: CallLimits,
  call: () => Promise<Value>,
): Promise<Value> {
  const giveUpAt = performance.now() + deadline
  try {
    return await call()
  } catch (error) {
    if (performance.now() >= giveUpAt) throw error
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
  if (!STATUSES.has(result?.status)) throw new TypeError("the store's apply answered no status")
  if (result.status !== 'applied' || isGeneration(result)) return result
  throw new TypeError("the store's apply answered 'applied' without the generation")
}

function isGeneration({ generation, generationAt }: Record<string, unknown>): boolean {
  return typeof generation === 'string' && Number.isFinite(generationAt)
}

function checkList(list: SessionSummary[]): SessionSummary[] {
  if (Array.isArray(list) && list.every(isSessionSummary)) return list
  throw new TypeError("the store's listByUser answered something that is no list of sessions")
}

function checkCount(count: number): number {
  if (Number.isSafeInteger(count)) return count
  throw new TypeError("the store's destroyByUser answered no count")
}

function checkNothing(): void {}

const STATUSES = new Set<unknown>(['applied', 'gone', 'superseded', 'conflict'])

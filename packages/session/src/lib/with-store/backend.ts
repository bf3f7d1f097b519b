import { withDeadline } from '../deadline.ts'
import { isSessionRecord } from '../store/session-record.ts'
import type {
  ApplyResult,
  SessionChange,
  SessionRecord,
  SessionStore,
} from '../store/session-store.ts'
import { createBreaker } from './breaker.ts'

/** A store behind our own deadlines and a circuit breaker: each call answers or rejects in time. */
export interface Backend {
  create(id: string, record: SessionRecord): Promise<'created' | 'exists'>
  read(id: string, now: number): Promise<SessionRecord | null>
  apply(id: string, change: SessionChange): Promise<ApplyResult>
  destroy(id: string, generation: string): Promise<void>
}

/** Puts deadlines (1 s for a read, 2 s for a write) and a breaker around a store, whatever its client promises. */
export function createBackend(store: SessionStore): Backend {
  const breaker = createBreaker()
  const read = <Value>(call: () => Promise<Value>): Promise<Value> =>
    breaker.run(() => withDeadline(call(), READ_DEADLINE))
  const write = <Value>(call: () => Promise<Value>): Promise<Value> =>
    breaker.run(() => withDeadline(call(), WRITE_DEADLINE))
  return {
    create: (id, record) => write(() => store.create(id, record)),
    read: async (id, now) => checkRecord(await read(() => store.read(id, now))),
    apply: (id, change) => applyTwice(() => write(() => store.apply(id, change))),
    destroy: (id, generation) => write(() => store.destroy(id, generation)),
  }
}

const READ_DEADLINE = 1000
const WRITE_DEADLINE = 2000

/** A connection may break after the write: the operation's id makes a second try harmless. */
async function applyTwice(apply: () => Promise<ApplyResult>): Promise<ApplyResult> {
  const startedAt = performance.now()
  try {
    return await apply()
  } catch (error) {
    if (performance.now() - startedAt > WRITE_DEADLINE / 2) throw error
    return await apply()
  }
}

/** What comes back has crossed a wire or a disk. */
function checkRecord(record: unknown): SessionRecord | null {
  if (record === null || isSessionRecord(record)) return record
  throw new TypeError('the store gave something that is no session record')
}

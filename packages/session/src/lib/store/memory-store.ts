import { applyChange, isExpired } from './apply-change.ts'
import { createMemoryRecords, type MemoryRecords } from './memory-records.ts'
import { sweepAll, sweepSome } from './memory-sweep.ts'
import { copyRecord, summarizeRecord } from './session-record.ts'
import type { SessionRecord, SessionStore, SessionSummary } from './session-store.ts'

/** What a memory store tells. */
export interface MemoryStoreEvent {
  /** A record had to go although it had not ended, because the store was full. */
  readonly type: 'store-full'
  /** Whose: nobody's (`anonymous`), or, when only those are left, a logged-in user's. */
  readonly evicted: 'anonymous' | 'user'
  /** The setting that was reached. */
  readonly maxSessions: number
}

/** Settings of a memory store. */
export interface MemoryStoreOptions {
  /** How many records are kept, 1 or more. Default: 100,000. */
  readonly maxSessions?: number
  /** Called at each record that had to go early. It must not throw. */
  readonly onEvent?: (event: MemoryStoreEvent) => void
}

/** A {@link SessionStore} in memory, with all that is optional there but `migrate`. */
export interface MemoryStore extends Required<Omit<SessionStore, 'migrate'>> {
  /** How many records are kept now, with those that have ended and are not swept yet. */
  readonly size: number
}

/**
 * Makes a store in this process's memory: for tests, development and single-process apps that may forget their
 * sessions at a restart. It sets no timer: each `create` looks at a few records and drops those that have ended. When it
 * is full, the anonymous session that was written longest ago goes first, so that a flood of visitors logs nobody out.
 *
 * @throws RangeError when `maxSessions` is no integer of 1 or more
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { maxSessions = 100_000, onEvent } = options
  if (!Number.isSafeInteger(maxSessions) || maxSessions < 1)
    throw new RangeError('maxSessions must be an integer of 1 or more')
  const records = createMemoryRecords()
  const makeRoom = (now: number): void => {
    sweepSome(records, now, VISITS_PER_CREATE)
    if (records.size < maxSessions) return
    const evicted = records.evict()
    onEvent?.({ type: 'store-full', evicted, maxSessions })
  }
  return {
    capabilities: CAPABILITIES,
    get size() {
      return records.size
    },
    create: async (id, record) => create(records, id, record, makeRoom),
    read: async (id, now) => {
      const record = readLive(records, id, now)
      return record === null ? null : copyRecord(record)
    },
    apply: async (id, change) => {
      const { result, record } = applyChange(records.get(id) ?? null, change)
      if (record !== undefined) records.put(id, record)
      return result
    },
    destroy: async (id, generation) => destroy(records, id, generation),
    listByUser: async (user, now) => listByUser(records, user, now),
    destroyByUser: async (user, { except } = {}) => {
      const ids = records.idsOf(user).filter((id) => id !== except)
      for (const id of ids) records.remove(id)
      return ids.length
    },
    sweep: (now, limit) => sweepAll(records, now, limit),
  }
}

const CAPABILITIES = {
  atomicApply: true,
  compareAndSet: true,
  userIndex: true,
  durable: false,
  consistency: 'strong',
} as const

// Each new record pays for a look at four old ones, so that those which have ended stay a bounded share.
const VISITS_PER_CREATE = 4

function create(
  records: MemoryRecords,
  id: string,
  record: SessionRecord,
  makeRoom: (now: number) => void,
): 'created' | 'exists' {
  if (records.get(id) !== undefined) return 'exists'
  makeRoom(record.touchedAt)
  records.put(id, copyRecord(record))
  return 'created'
}

function readLive(records: MemoryRecords, id: string, now: number): SessionRecord | null {
  const record = records.get(id)
  return record === undefined || isExpired(record, now) ? null : record
}

function destroy(records: MemoryRecords, id: string, generation?: string): void {
  const record = records.get(id)
  if (record === undefined) return
  const mayDestroy =
    generation === undefined || generation === record.generation || generation === record.previous
  if (mayDestroy) records.remove(id)
}

function listByUser(records: MemoryRecords, user: string, now: number): SessionSummary[] {
  return records.idsOf(user).flatMap((id) => {
    const record = readLive(records, id, now)
    return record === null ? [] : [summarizeRecord(id, record)]
  })
}

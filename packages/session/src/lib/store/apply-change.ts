import {
  OPERATIONS_KEPT,
  type ApplyResult,
  type SessionChange,
  type SessionRecord,
} from './session-store.ts'

/** The answer to a change, and the record to keep when it was written. */
export interface AppliedChange {
  readonly result: ApplyResult
  /** The record after the change. Absent: keep the one that is there. */
  readonly record?: SessionRecord
}

/**
 * What {@link SessionStore.apply} means, as a pure function: for stores whose engine runs our code in its atomic step,
 * and the model that others are tested against.
 *
 * @param record what is kept under the id, expired or not; `null`: nothing
 */
export function applyChange(record: SessionRecord | null, change: SessionChange): AppliedChange {
  if (record === null || isExpired(record, change.now)) return { result: { status: 'gone' } }
  const { now, operation, generation, next, ifKey } = change
  const wasSeen = record.operations.includes(operation)
  if (wasSeen && isLive(record, next?.generation ?? generation, now))
    return { result: applied(record) }
  const isAllowed =
    next === undefined ? isLive(record, generation, now) : generation === record.generation
  if (wasSeen || !isAllowed) return { result: { status: 'superseded' } }
  if (ifKey !== undefined && textOf(record, ifKey.key) !== ifKey.text)
    return { result: { status: 'conflict' } }
  const changed = write(record, change)
  return { result: applied(changed), record: changed }
}

/** Whether the record has ended at `now`, for want of activity or for its age. */
export function isExpired(
  record: Pick<SessionRecord, 'idleExpiresAt' | 'expiresAt'>,
  now: number,
): boolean {
  return now >= record.idleExpiresAt || now >= record.expiresAt
}

/** Whether a token of this generation opens the record: the current one, or the previous one in its grace. */
export function isLive(record: SessionRecord, generation: string, now: number): boolean {
  if (generation === record.generation) return true
  return generation === record.previous && now < (record.previousUntil ?? 0)
}

function applied({ generation, generationAt }: SessionRecord): ApplyResult {
  return { status: 'applied', generation, generationAt }
}

function textOf({ data }: SessionRecord, key: string): string | null {
  return Object.hasOwn(data, key) ? (data[key] ?? null) : null
}

function write(record: SessionRecord, change: SessionChange): SessionRecord {
  const { touchedAt, idleExpiresAt, expiresAt, user, authAt } = change
  return {
    ...writeGeneration(record, change),
    ...(touchedAt !== undefined && { touchedAt }),
    ...(idleExpiresAt !== undefined && { idleExpiresAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(user !== undefined && { user }),
    ...(authAt !== undefined && { authAt }),
    data: writeData(record.data, change),
    operations: [...record.operations, change.operation].slice(-OPERATIONS_KEPT),
  }
}

function writeGeneration(record: SessionRecord, { next, now }: SessionChange): SessionRecord {
  if (next === undefined) return record
  const { previous: _, previousUntil: __, ...rest } = record
  const replaced = { ...rest, generation: next.generation, generationAt: now }
  if (next.graceUntil === undefined) return replaced
  return { ...replaced, previous: record.generation, previousUntil: next.graceUntil }
}

function writeData(
  data: SessionRecord['data'],
  { clear, unset = [], set }: SessionChange,
): Record<string, string> {
  // Spreading keeps a key named `__proto__` a key; assigning would lose it.
  const kept: Record<string, string> = clear ? {} : { ...data }
  for (const key of unset) delete kept[key]
  return { ...kept, ...set }
}

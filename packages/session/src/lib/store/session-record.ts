import type { SessionRecord, SessionSummary } from './session-store.ts'

/** A copy that shares nothing changeable with the record. */
export function copyRecord(record: SessionRecord): SessionRecord {
  return { ...record, data: { ...record.data }, operations: [...record.operations] }
}

/** What a list of devices may know of a record. */
export function summarizeRecord(id: string, record: SessionRecord): SessionSummary {
  const { data, createdAt, authAt, touchedAt, idleExpiresAt, expiresAt } = record
  const summary = { id, data: { ...data }, createdAt, touchedAt, idleExpiresAt, expiresAt }
  return authAt === undefined ? summary : { ...summary, authAt }
}

/**
 * Whether a value has the shape of a record. What a store gives back has crossed a wire or a disk: a record that was cut
 * short, or that another version wrote in another shape, is no record, and nothing of it may be used.
 */
export function isSessionRecord(value: unknown): value is SessionRecord {
  if (!isObject(value)) return false
  const { operations, previous, previousUntil } = value
  return (
    isData(value['data']) &&
    Array.isArray(operations) &&
    operations.every(isText) &&
    isText(value['generation']) &&
    TIMES.every((name) => isTime(value[name])) &&
    (previous === undefined
      ? previousUntil === undefined
      : isText(previous) && isTime(previousUntil)) &&
    (value['user'] === undefined || isText(value['user'])) &&
    (value['authAt'] === undefined || isTime(value['authAt']))
  )
}

/** Whether a value has the shape of an entry in a list of devices. */
export function isSessionSummary(value: unknown): value is SessionSummary {
  return (
    isObject(value) &&
    isText(value['id']) &&
    isData(value['data']) &&
    SUMMARY_TIMES.every((name) => isTime(value[name])) &&
    (value['authAt'] === undefined || isTime(value['authAt']))
  )
}

const SUMMARY_TIMES = ['createdAt', 'touchedAt', 'idleExpiresAt', 'expiresAt'] as const
const TIMES = ['generationAt', ...SUMMARY_TIMES] as const

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isData(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isText)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTime(value: unknown): value is number {
  return Number.isFinite(value)
}

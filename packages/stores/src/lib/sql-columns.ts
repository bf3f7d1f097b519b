import type { SessionChange, SessionRecord } from '@costrel/session'
import { encodeData, encodeText } from './row.ts'

/** What is bound to a parameter. */
export type SqlValue = string | number | null

/** The columns of a record, in the order of the table. */
export const RECORD_COLUMNS = [
  'id',
  'data',
  'generation',
  'generation_at',
  'previous',
  'previous_until',
  'user_name',
  'created_at',
  'auth_at',
  'touched_at',
  'idle_expires_at',
  'expires_at',
  'operations',
] as const

/** The columns of a change, in the order of the parameters. */
export const CHANGE_COLUMNS = [
  'id',
  'now',
  'operation',
  'generation',
  'next_generation',
  'grace_until',
  'compared_key',
  'compared_text',
  'clear',
  'set_data',
  'dropped_keys',
  'touched_at',
  'idle_expires_at',
  'expires_at',
  'user_name',
  'auth_at',
] as const

/** A record's values, by `RECORD_COLUMNS`. Data and operations are JSON. */
export function recordValues(id: string, record: SessionRecord): SqlValue[] {
  const values: Record<(typeof RECORD_COLUMNS)[number], SqlValue> = {
    id,
    data: encodeData(record.data),
    generation: record.generation,
    generation_at: record.generationAt,
    previous: record.previous ?? null,
    previous_until: record.previousUntil ?? null,
    user_name: record.user === undefined ? null : encodeText(record.user),
    created_at: record.createdAt,
    auth_at: record.authAt ?? null,
    touched_at: record.touchedAt,
    idle_expires_at: record.idleExpiresAt,
    expires_at: record.expiresAt,
    operations: JSON.stringify(record.operations),
  }
  return RECORD_COLUMNS.map((name) => values[name])
}

/**
 * A change's values, by `CHANGE_COLUMNS`; what it does not name is `null`. `clear` is 0 or 1, `set_data` is `null` when no
 * data changes, and `dropped_keys` is a JSON list of the keys removed or written anew.
 */
export function changeValues(id: string, change: SessionChange): SqlValue[] {
  const { next, ifKey, user } = change
  const values: Record<(typeof CHANGE_COLUMNS)[number], SqlValue> = {
    id,
    now: change.now,
    operation: change.operation,
    generation: change.generation,
    next_generation: next?.generation ?? null,
    grace_until: next?.graceUntil ?? null,
    compared_key: ifKey === undefined ? null : encodeText(ifKey.key),
    compared_text: ifKey?.text ?? null,
    ...dataValues(change),
    touched_at: change.touchedAt ?? null,
    idle_expires_at: change.idleExpiresAt ?? null,
    expires_at: change.expiresAt ?? null,
    user_name: user === undefined ? null : encodeText(user),
    auth_at: change.authAt ?? null,
  }
  return CHANGE_COLUMNS.map((name) => values[name])
}

function dataValues({ clear = false, set, unset = [] }: SessionChange): {
  clear: number
  set_data: string | null
  dropped_keys: string
} {
  const changes = clear || set !== undefined || unset.length > 0
  const dropped = [...unset, ...Object.keys(set ?? {})].map(encodeText)
  return {
    clear: clear ? 1 : 0,
    set_data: changes ? encodeData(set ?? {}) : null,
    dropped_keys: JSON.stringify(dropped),
  }
}

import { CHANGE_COLUMNS, RECORD_COLUMNS } from './sql-columns.ts'

/**
 * The statements of a SQLite store, one for each operation, with their parameters in order. The key is a number of 52 bits
 * made of the id, so that finding a session is one descent in one tree, and its cost hardly grows with the table. The whole id
 * is compared too; a second id of the same number counts as one that exists (at a million sessions one in four thousand
 * million new ones), and its session takes another.
 */
export interface SqliteStatements {
  /** key, then the values of `RECORD_COLUMNS`. Returns a row when it inserted. */
  readonly create: string
  /** key, id. */
  readonly look: string
  /** key, id, now, now. */
  readonly read: string
  /** key, then the values of `CHANGE_COLUMNS`. Returns generation and generation_at when it applied. */
  readonly apply: string
  /** key, id. */
  readonly destroy: string
  /** key, id, generation, generation. */
  readonly destroyBy: string
  /** user, now, now. */
  readonly listByUser: string
  /** user, except. */
  readonly destroyByUser: string
  /** now, limit. Gives the keys of what has ended, and reads every page that its removal will change. */
  readonly due: string
  /** a JSON list of keys, now. Returns the rows that it removed: those which have ended still. */
  readonly sweep: string
}

/** Writes the statements for a table, whose name must be checked. */
export function writeStatements(table: string): SqliteStatements {
  return {
    create: `INSERT INTO ${table} VALUES (?${', ?'.repeat(RECORD_COLUMNS.length)})
      ON CONFLICT (key) DO NOTHING RETURNING id`,
    look: `SELECT * FROM ${table} WHERE key = ? AND id = ?`,
    read: `SELECT * FROM ${table} WHERE key = ? AND id = ? AND idle_expires_at > ? AND expires_at > ?`,
    apply: writeApply(table),
    destroy: `DELETE FROM ${table} WHERE key = ? AND id = ?`,
    destroyBy: `DELETE FROM ${table} WHERE key = ? AND id = ? AND (generation = ? OR previous = ?)`,
    listByUser: `SELECT * FROM ${table}
      WHERE user_name = ? AND idle_expires_at > ? AND expires_at > ?`,
    destroyByUser: `DELETE FROM ${table} WHERE user_name = ? AND id IS NOT ? RETURNING id`,
    due: `SELECT key, length(operations), (
        SELECT key FROM ${table} AS other WHERE other.user_name = due.user_name AND other.key = due.key
      ) FROM ${table} AS due WHERE min(idle_expires_at, expires_at) <= ? LIMIT ?`,
    sweep: `DELETE FROM ${table} WHERE key IN (SELECT value FROM json_each(?))
      AND min(idle_expires_at, expires_at) <= ? RETURNING id`,
  }
}

function writeApply(table: string): string {
  return `
    UPDATE ${table} AS kept SET
      data = ${DATA},
      generation = coalesce(change.next_generation, kept.generation),
      generation_at = iif(change.next_generation IS NULL, kept.generation_at, change.now),
      previous = CASE
        WHEN change.next_generation IS NULL THEN kept.previous
        WHEN change.grace_until IS NOT NULL THEN kept.generation END,
      previous_until =
        iif(change.next_generation IS NULL, kept.previous_until, change.grace_until),
      user_name = coalesce(change.user_name, kept.user_name),
      auth_at = coalesce(change.auth_at, kept.auth_at),
      touched_at = coalesce(change.touched_at, kept.touched_at),
      idle_expires_at = coalesce(change.idle_expires_at, kept.idle_expires_at),
      expires_at = coalesce(change.expires_at, kept.expires_at),
      operations = ${OPERATIONS}
    FROM (SELECT ${['key', ...CHANGE_COLUMNS].map((name) => `? AS ${name}`).join(', ')}) AS change
    WHERE kept.key = change.key AND kept.id = change.id
      AND kept.idle_expires_at > change.now
      AND kept.expires_at > change.now
      AND (kept.generation = change.generation
        OR (change.next_generation IS NULL
          AND kept.previous = change.generation AND kept.previous_until > change.now))
      AND (change.compared_key IS NULL OR change.compared_text IS (
        SELECT value FROM json_each(kept.data) WHERE key = change.compared_key))
      AND NOT EXISTS (SELECT 1 FROM json_each(kept.operations) WHERE value = change.operation)
    RETURNING generation, generation_at`
}

// Rebuilt from rows, since a path of json_set would have to quote keys, and json_patch takes a null for a removal.
const DATA = `CASE WHEN change.set_data IS NULL THEN kept.data ELSE (
        SELECT json_group_object(key, value) FROM (
          SELECT key, value FROM json_each(kept.data)
          WHERE NOT change.clear AND key NOT IN (SELECT value FROM json_each(change.dropped_keys))
          UNION ALL SELECT key, value FROM json_each(change.set_data))) END`

const OPERATIONS = `json_insert(
        iif(json_array_length(kept.operations) < 8, kept.operations,
          json_remove(kept.operations, '$[0]')),
        '$[#]', change.operation)`

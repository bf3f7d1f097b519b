import { CHANGE_COLUMNS, RECORD_COLUMNS } from './sql-columns.ts'

/** The statements of a PostgreSQL store, one for each operation. None is an upsert. */
export interface PostgresStatements {
  /** The values of `RECORD_COLUMNS`. Returns a row when it inserted. */
  readonly create: string
  /** id. */
  readonly look: string
  /** id, now. */
  readonly read: string
  /** The values of `CHANGE_COLUMNS`. Returns generation and generation_at when it applied. */
  readonly apply: string
  /** id, generation or null. */
  readonly destroy: string
  /** user, now. */
  readonly listByUser: string
  /** user, except or null. Returns the rows that it removed. */
  readonly destroyByUser: string
  /** now, limit. Returns the rows that it removed. */
  readonly sweep: string
}

/** Writes the statements for a table, whose name must be checked. */
export function writeStatements(table: string): PostgresStatements {
  const ofUser = `${USER_INDEX} = left($1::text, ${INDEXED}) AND user_name = $1::text`
  const live = 'idle_expires_at > $2::bigint AND expires_at > $2::bigint'
  return {
    create: `INSERT INTO ${table} SELECT ${select(RECORD_COLUMNS)} ON CONFLICT (id) DO NOTHING RETURNING id`,
    look: `SELECT ${ROW} FROM ${table} WHERE id = $1::text`,
    read: `SELECT ${ROW} FROM ${table} WHERE id = $1::text AND ${live}`,
    apply: writeApply(table),
    destroy: `DELETE FROM ${table} WHERE id = $1::text
      AND ($2::text IS NULL OR generation = $2::text OR previous = $2::text)`,
    listByUser: `SELECT ${ROW} FROM ${table} WHERE ${ofUser} AND ${live}`,
    destroyByUser: `DELETE FROM ${table} WHERE ${ofUser}
      AND id IS DISTINCT FROM $2::text RETURNING id`,
    sweep: `DELETE FROM ${table} WHERE id IN (
        SELECT id FROM ${table} WHERE least(idle_expires_at, expires_at) <= $1::bigint
        LIMIT $2::integer FOR UPDATE SKIP LOCKED
      ) RETURNING id`,
  }
}

/** How many characters of a user are indexed: an index refuses a key of over 2,704 bytes. */
const INDEXED = 200

/** What the index of users is on. */
export const USER_INDEX: string = `left(user_name, ${INDEXED})`

// Types are told in the text, so that no driver guesses; JSON goes as text for that reason.
const TYPES: Readonly<Record<string, string>> = {
  data: 'text::jsonb',
  set_data: 'text::jsonb',
  dropped_keys: 'text::jsonb',
  operations: 'text::jsonb',
  clear: 'integer',
  now: 'bigint',
  generation_at: 'bigint',
  previous_until: 'bigint',
  grace_until: 'bigint',
  created_at: 'bigint',
  auth_at: 'bigint',
  touched_at: 'bigint',
  idle_expires_at: 'bigint',
  expires_at: 'bigint',
}

/** Parameters as columns. */
function select(columns: readonly string[]): string {
  return columns.map((name, n) => `$${n + 1}::${TYPES[name] ?? 'text'} AS ${name}`).join(', ')
}

const ROW = `id, data::text AS data, generation, generation_at, previous, previous_until, user_name,
  created_at, auth_at, touched_at, idle_expires_at, expires_at, operations::text AS operations`

// At READ COMMITTED an update that waited for another judges and writes the row as that one left it.
function writeApply(table: string): string {
  return `
    UPDATE ${table} AS kept SET
      data = ${DATA},
      generation = coalesce(change.next_generation, kept.generation),
      generation_at = CASE WHEN change.next_generation IS NULL
        THEN kept.generation_at ELSE change.now END,
      previous = CASE WHEN change.next_generation IS NULL THEN kept.previous
        WHEN change.grace_until IS NOT NULL THEN kept.generation END,
      previous_until = CASE WHEN change.next_generation IS NULL
        THEN kept.previous_until ELSE change.grace_until END,
      user_name = coalesce(change.user_name, kept.user_name),
      auth_at = coalesce(change.auth_at, kept.auth_at),
      touched_at = coalesce(change.touched_at, kept.touched_at),
      idle_expires_at = coalesce(change.idle_expires_at, kept.idle_expires_at),
      expires_at = coalesce(change.expires_at, kept.expires_at),
      operations = CASE WHEN jsonb_array_length(kept.operations) < 8
        THEN kept.operations ELSE kept.operations - 0 END || to_jsonb(change.operation)
    FROM (SELECT ${select(CHANGE_COLUMNS)}) AS change
    WHERE kept.id = change.id
      AND kept.idle_expires_at > change.now
      AND kept.expires_at > change.now
      AND (kept.generation = change.generation
        OR (change.next_generation IS NULL
          AND kept.previous = change.generation AND kept.previous_until > change.now))
      AND (change.compared_key IS NULL
        OR kept.data ->> change.compared_key IS NOT DISTINCT FROM change.compared_text)
      AND NOT jsonb_exists(kept.operations, change.operation)
    RETURNING kept.generation, kept.generation_at`
}

const DATA = `CASE WHEN change.set_data IS NULL THEN kept.data ELSE
        CASE WHEN change.clear = 1 THEN '{}'::jsonb
          ELSE kept.data - ARRAY(SELECT jsonb_array_elements_text(change.dropped_keys)) END
        || change.set_data END`

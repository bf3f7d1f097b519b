import type { ApplyResult, SessionChange, SessionRecord, SessionStore } from '@costrel/session'
import { judgeMiss } from './judge.ts'
import { encodeData, encodeText, readApplied, readRecord, readSummary } from './row.ts'
import {
  prepareOnce,
  type PreparedDatabase,
  type SqliteDatabase,
  type SqliteValue,
} from './sqlite-database.ts'
import { migrateSqlite } from './sqlite-schema.ts'
import { CHANGE, type SqliteStatements, writeStatements } from './sqlite-statements.ts'
import { sweepInSlices } from './sweep-in-slices.ts'

/** Settings of a SQLite store. */
export interface SqliteStoreOptions {
  /** The table's name: letters, digits and `_`, at most 40 characters. Default: `costrel_sessions`. */
  readonly table?: string
  /** How long a write waits for one of another process, in milliseconds; it holds up this process. Default: 1,000. */
  readonly busyTimeout?: number
}

/**
 * Makes a session store of a SQLite database: one row per session, one statement per operation. Several processes may
 * use one file. Call `migrate()` before the first request.
 *
 * @param database a `DatabaseSync` of `node:sqlite`, a `Database` of `bun:sqlite`, or what has their `exec` and `prepare`
 * @throws RangeError when the table's name or the timeout is refused
 */
export function createSqliteStore(
  database: SqliteDatabase,
  options: SqliteStoreOptions = {},
): Required<SessionStore> {
  const { table = 'costrel_sessions', busyTimeout = 1000 } = options
  checkOptions(table, busyTimeout)
  database.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
  const prepared = prepareOnce(database)
  const sql = writeStatements(table)
  return {
    capabilities: { ...CAPABILITIES, durable: isOnDisk(database) },
    migrate: async () => migrateSqlite(database, table),
    create: async (id, record) =>
      prepared.count(sql.create, ...insertValues(id, record)) === 1 ? 'created' : 'exists',
    read: async (id, now) => {
      const [row] = prepared.all(sql.read, id, now, now)
      return row === undefined ? null : readRecord(row)
    },
    apply: async (id, change) => apply(prepared, sql, id, change),
    destroy: async (id, generation) => {
      if (generation === undefined) prepared.all(sql.destroy, id)
      else prepared.all(sql.destroyBy, id, generation, generation)
    },
    listByUser: async (user, now) =>
      prepared.all(sql.listByUser, encodeText(user), now, now).map(readSummary),
    destroyByUser: async (user, { except = null } = {}) =>
      prepared.count(sql.destroyByUser, encodeText(user), except),
    sweep: (now, limit) => sweepInSlices(limit, (count) => prepared.count(sql.sweep, now, count)),
  }
}

const CAPABILITIES = {
  atomicApply: true,
  compareAndSet: true,
  userIndex: true,
  consistency: 'strong',
} as const

function checkOptions(table: string, busyTimeout: number): void {
  if (!/^[A-Za-z_]\w{0,39}$/.test(table))
    throw new RangeError('table must be a name of at most 40 letters, digits and _')
  if (!Number.isSafeInteger(busyTimeout) || busyTimeout < 0)
    throw new RangeError('busyTimeout must be whole milliseconds, 0 or more')
}

function isOnDisk(database: SqliteDatabase): boolean {
  return (
    database.prepare("SELECT 1 FROM pragma_database_list WHERE name = 'main' AND file <> ''").all()
      .length > 0
  )
}

function insertValues(id: string, record: SessionRecord): SqliteValue[] {
  return [
    id,
    encodeData(record.data),
    record.generation,
    record.generationAt,
    record.previous ?? null,
    record.previousUntil ?? null,
    record.user === undefined ? null : encodeText(record.user),
    record.createdAt,
    record.authAt ?? null,
    record.touchedAt,
    record.idleExpiresAt,
    record.expiresAt,
    JSON.stringify(record.operations),
  ]
}

function apply(
  prepared: PreparedDatabase,
  sql: SqliteStatements,
  id: string,
  change: SessionChange,
): ApplyResult {
  const values = changeValues(id, change)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [applied] = prepared.all(sql.apply, ...values)
    if (applied !== undefined) return readApplied(applied)
    const [row] = prepared.all(sql.look, id)
    const answer = judgeMiss(row, change)
    if (answer !== 'again') return answer
  }
  throw new Error('the session changed at each attempt to look at it; nothing was written')
}

const ATTEMPTS = 5

function changeValues(id: string, change: SessionChange): SqliteValue[] {
  const { clear = false, set, unset = [] } = change
  const writesData = clear || set !== undefined || unset.length > 0
  const dropped = [...unset, ...Object.keys(set ?? {})].map(encodeText)
  const values: Record<(typeof CHANGE)[number], SqliteValue> = {
    id,
    now: change.now,
    operation: change.operation,
    generation: change.generation,
    next_generation: change.next?.generation ?? null,
    grace_until: change.next?.graceUntil ?? null,
    compared_key: change.ifKey === undefined ? null : encodeText(change.ifKey.key),
    compared_text: change.ifKey?.text ?? null,
    clear: clear ? 1 : 0,
    set_data: writesData ? encodeData(set ?? {}) : null,
    dropped_keys: JSON.stringify(dropped),
    touched_at: change.touchedAt ?? null,
    idle_expires_at: change.idleExpiresAt ?? null,
    expires_at: change.expiresAt ?? null,
    user_name: change.user === undefined ? null : encodeText(change.user),
    auth_at: change.authAt ?? null,
  }
  return CHANGE.map((name) => values[name])
}

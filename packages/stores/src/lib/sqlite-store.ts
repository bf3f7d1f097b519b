import type { SessionStore } from '@costrel/session'
import { applyOrJudge } from './apply-or-judge.ts'
import { encodeText, readRecord, readSummary } from './row.ts'
import { changeValues, recordValues } from './sql-columns.ts'
import { prepareOnce, type SqliteDatabase } from './sqlite-database.ts'
import { migrateSqlite } from './sqlite-schema.ts'
import { writeStatements } from './sqlite-statements.ts'
import { sweepSqlite } from './sqlite-sweep.ts'
import { numberOf } from './text-number.ts'

/** Settings of a SQLite store. */
export interface SqliteStoreOptions {
  /** The table's name: letters, digits and `_`, at most 40 characters. Default: `costrel_sessions`. */
  readonly table?: string
  /** How long a call waits while another process writes, in milliseconds. Default: 1,500. */
  readonly busyTimeout?: number
}

/**
 * Makes a session store of a SQLite database: one row per session, one statement per operation. Several processes may
 * use one file. Call `migrate()` before the first request.
 *
 * @param database a `DatabaseSync` of `node:sqlite`, a `Database` of `bun:sqlite`, or what has their `exec` and `prepare`
 * @throws TypeError when it is no database, or the table's name no text
 * @throws RangeError when the table's name or the timeout is refused
 */
export function createSqliteStore(
  database: SqliteDatabase,
  options: SqliteStoreOptions = {},
): Required<SessionStore> {
  const { table = 'costrel_sessions', busyTimeout = 1500 } = options
  checkDatabase(database)
  checkOptions(table, busyTimeout)
  const prepared = prepareOnce(database, busyTimeout)
  const sql = writeStatements(table)
  return {
    capabilities: { ...CAPABILITIES, durable: isOnDisk(database) },
    migrate: () => migrateSqlite(database, table, busyTimeout),
    create: async (id, record) =>
      (await prepared.all(sql.create, numberOf(id), ...recordValues(id, record))).length === 1
        ? 'created'
        : 'exists',
    read: async (id, now) => {
      const [row] = await prepared.all(sql.read, numberOf(id), id, now, now)
      return row === undefined ? null : readRecord(row)
    },
    apply: (id, change) => {
      const values = [numberOf(id), ...changeValues(id, change)]
      const update = () => prepared.all(sql.apply, ...values)
      return applyOrJudge(change, update, () => prepared.all(sql.look, numberOf(id), id))
    },
    destroy: async (id, generation) => {
      if (generation === undefined) await prepared.all(sql.destroy, numberOf(id), id)
      else await prepared.all(sql.destroyBy, numberOf(id), id, generation, generation)
    },
    listByUser: async (user, now) =>
      (await prepared.all(sql.listByUser, encodeText(user), now, now)).map(readSummary),
    destroyByUser: async (user, { except = null } = {}) =>
      (await prepared.all(sql.destroyByUser, encodeText(user), except)).length,
    sweep: (now, limit) => sweepSqlite(database, sql, now, limit, busyTimeout),
  }
}

const CAPABILITIES = {
  atomicApply: true,
  compareAndSet: true,
  userIndex: true,
  consistency: 'strong',
} as const

function checkDatabase(database: SqliteDatabase): void {
  const { exec, prepare } = Object(database)
  if (typeof exec === 'function' && typeof prepare === 'function') return
  throw new TypeError('database must be one of node:sqlite or bun:sqlite')
}

function checkOptions(table: string, busyTimeout: number): void {
  if (typeof table !== 'string') throw new TypeError('table must be text')
  if (!/^[A-Za-z_]\w{0,39}$/.test(table))
    throw new RangeError('table must be a name of at most 40 letters, digits and _')
  if (!Number.isSafeInteger(busyTimeout) || busyTimeout < 0)
    throw new RangeError('busyTimeout must be whole milliseconds, 0 or more')
}

function isOnDisk(database: SqliteDatabase): boolean {
  const sql = "SELECT 1 FROM pragma_database_list WHERE name = 'main' AND file <> ''"
  return database.prepare(sql).all().length > 0
}

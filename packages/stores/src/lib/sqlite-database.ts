import type { SqlValue } from './sql-columns.ts'
import { whenFree } from './sqlite-busy.ts'

/** A prepared statement, as `node:sqlite`, `bun:sqlite` and better-sqlite3 have it. */
export interface SqliteStatement {
  /** Runs it to its end and gives every row. */
  all(...values: SqlValue[]): unknown[]
}

/**
 * The little that is needed of a database: a `DatabaseSync` of `node:sqlite` and a `Database` of `bun:sqlite` are ones.
 */
export interface SqliteDatabase {
  /** Runs statements that return nothing. */
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
}

/** A database whose statements are prepared once, when they are first run. */
export interface PreparedDatabase {
  /** The rows of a statement, once no other process is writing. */
  all(sql: string, ...values: SqlValue[]): Promise<unknown[]>
}

/**
 * Prepares statements lazily, since tables may be made after the store.
 *
 * @param patience how long a statement waits for another process, in milliseconds
 */
export function prepareOnce(database: SqliteDatabase, patience: number): PreparedDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    async all(sql, ...values) {
      const statement = statements.get(sql) ?? database.prepare(sql)
      statements.set(sql, statement)
      // Running to the end, not for one row, is what reports a commit that failed.
      return whenFree(patience, () => statement.all(...values))
    },
  }
}

/** What is bound to a parameter. */
export type SqliteValue = string | number | null

/** A prepared statement, as `node:sqlite`, `bun:sqlite` and better-sqlite3 have it. */
export interface SqliteStatement {
  /** Runs it to its end and gives every row. */
  all(...values: SqliteValue[]): unknown[]
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
  /** The rows of a statement. */
  all(sql: string, ...values: SqliteValue[]): unknown[]
  /** How many rows a statement returns. */
  count(sql: string, ...values: SqliteValue[]): number
}

/** Prepares statements lazily, since tables may be made after the store. */
export function prepareOnce(database: SqliteDatabase): PreparedDatabase {
  const statements = new Map<string, SqliteStatement>()
  const all = (sql: string, ...values: SqliteValue[]): unknown[] => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    // Running to the end, not for one row, is what reports a commit that failed.
    return statement.all(...values)
  }
  return { all, count: (sql, ...values) => all(sql, ...values).length }
}

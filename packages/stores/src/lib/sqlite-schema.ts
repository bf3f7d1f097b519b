import type { SqliteDatabase } from './sqlite-database.ts'

/**
 * The tables and indexes, made only where they are missing. WAL lets readers and one writer work side by side, also of
 * several processes.
 */
export function migrateSqlite(database: SqliteDatabase, table: string): void {
  database.exec('PRAGMA journal_mode = WAL')
  database.exec(`BEGIN IMMEDIATE; ${schema(table)} COMMIT`)
}

function schema(table: string): string {
  return `
    CREATE TABLE IF NOT EXISTS ${table} (
      id TEXT PRIMARY KEY,
      data TEXT NOT NULL,
      generation TEXT NOT NULL,
      generation_at INTEGER NOT NULL,
      previous TEXT,
      previous_until INTEGER,
      user_name TEXT,
      created_at INTEGER NOT NULL,
      auth_at INTEGER,
      touched_at INTEGER NOT NULL,
      idle_expires_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      operations TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS ${table}_end ON ${table} (min(idle_expires_at, expires_at));
    CREATE INDEX IF NOT EXISTS ${table}_user ON ${table} (user_name) WHERE user_name IS NOT NULL;`
}

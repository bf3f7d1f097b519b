import { whenFree } from './sqlite-busy.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/**
 * Makes the table and its indexes where they are missing. WAL lets readers and one writer work side by side, also of
 * several processes.
 */
export async function migrateSqlite(
  database: SqliteDatabase,
  table: string,
  patience: number,
): Promise<void> {
  await whenFree(patience, () => database.exec('PRAGMA journal_mode = WAL'))
  for (const statement of schema(table).split(';'))
    await whenFree(patience, () => database.exec(statement))
}

function schema(table: string): string {
  return `
    CREATE TABLE IF NOT EXISTS ${table} (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
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
    CREATE INDEX IF NOT EXISTS ${table}_user ON ${table} (user_name) WHERE user_name IS NOT NULL`
}

import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createSqliteStore, type SqliteDatabase } from '@costrel/stores/sqlite'
import type { OpenStore } from './open-store.ts'
import { sweepOnSchedule } from './sweep-on-schedule.ts'

/** Opens a file as a database, and makes it where there is none: each runtime brings SQLite with it. */
export type OpenDatabase = (file: string) => Promise<SqliteDatabase & { close(): void }>

/** Keeps the sessions in a file, in a folder that is made with it and that nobody else may read. */
export async function openSqlite(file: string, openDatabase: OpenDatabase): Promise<OpenStore> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = await openDatabase(file)
  const store = createSqliteStore(database)
  await store.migrate()
  const sweep = sweepOnSchedule(store)
  return {
    store,
    async close() {
      await sweep.stop()
      database.close()
    },
  }
}

export { createSqliteStore, type SqliteStoreOptions } from './lib/sqlite-store.ts'
export type { SqliteDatabase, SqliteStatement } from './lib/sqlite-database.ts'

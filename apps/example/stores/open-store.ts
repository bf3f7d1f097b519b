import type { SessionStore } from '@costrel/session'
import type { StoreSettings } from '../store-settings.ts'
import type { OpenDatabase } from './sqlite.ts'

/** A store that answers, and the connection under it. */
export interface OpenStore {
  readonly store: SessionStore
  /** Closes the connection, once nobody asks any more. */
  close(): Promise<void>
}

/**
 * Opens the store that the environment asks for, with its tables made; `undefined` for sessions in cookies. A driver is
 * loaded only when it is used.
 *
 * @param openDatabase the runtime's own SQLite
 * @throws Error when the store cannot be reached, in five seconds at most (rejects)
 */
export async function openStore(
  settings: StoreSettings,
  openDatabase: OpenDatabase,
): Promise<OpenStore | undefined> {
  switch (settings.SESSION_STORE) {
    case 'cookie':
      return undefined
    case 'sqlite': {
      const { openSqlite } = await import('./sqlite.ts')
      return openSqlite(settings.SQLITE_FILE, openDatabase)
    }
    case 'redis': {
      const { openRedis } = await import('./redis.ts')
      return openRedis(settings.REDIS_URL, settings.REDIS_PREFIX)
    }
    case 'postgres': {
      const { openPostgres } = await import('./postgres.ts')
      return openPostgres(settings.DATABASE_URL)
    }
  }
}

/** Milliseconds that a store has to answer at the start. */
export const PATIENCE = 5_000

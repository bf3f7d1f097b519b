import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createMemoryStore, type SessionStore } from '@costrel/session'
import { createSqliteStore } from '../src/sqlite.ts'

/** Stores over one place, each with a connection of its own, as processes would have them. */
export interface OpenedStores {
  readonly stores: readonly [SessionStore, ...SessionStore[]]
  close(): Promise<void>
}

/** Opens stores by the name of their engine. */
export const openStores: Readonly<Record<string, () => Promise<OpenedStores>>> = {
  memory: async () => ({ stores: [createMemoryStore()], close: async () => {} }),

  sqlite: async () => {
    const directory = mkdtempSync(join(tmpdir(), 'costrel-'))
    const path = join(directory, 'sessions.db')
    const databases = [new DatabaseSync(path), new DatabaseSync(path)] as const
    const [one, two] = databases
    const stores = [createSqliteStore(one), createSqliteStore(two)] as const
    await stores[0].migrate()
    return {
      stores: [...stores],
      close: async () => {
        for (const database of databases) database.close()
        rmSync(directory, { recursive: true })
      },
    }
  },
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createMemoryStore, type SessionStore } from '@costrel/session'
import { Cluster, Redis } from 'ioredis'
import { Pool } from 'pg'
import { createPostgresStore } from '../src/postgres.ts'
import { createRedisStore } from '../src/redis.ts'
import { createSqliteStore } from '../src/sqlite.ts'
import { DATABASE_URL, makeSchema } from '../src/testing/postgres.ts'
import { startCluster } from '../src/testing/redis-cluster.ts'
import { makePrefix, REDIS_URL, removePrefix } from '../src/testing/redis.ts'

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
    const first = createSqliteStore(one)
    await first.migrate()
    const close = async (): Promise<void> => {
      for (const database of databases) database.close()
      rmSync(directory, { recursive: true })
    }
    return { stores: [first, createSqliteStore(two)], close }
  },

  redis: async () => {
    const prefix = makePrefix()
    const [one, two] = [new Redis(REDIS_URL), new Redis(REDIS_URL)]
    const close = async (): Promise<void> => {
      one.disconnect()
      two.disconnect()
      await removePrefix(prefix)
    }
    return { stores: [createRedisStore(one, { prefix }), createRedisStore(two, { prefix })], close }
  },

  cluster: async () => {
    const cluster = await startCluster()
    const addresses = cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port }))
    const [one, two] = [new Cluster(addresses), new Cluster(addresses)]
    const close = async (): Promise<void> => {
      one.disconnect()
      two.disconnect()
      await cluster.close()
    }
    return { stores: [createRedisStore(one), createRedisStore(two)], close }
  },

  postgres: async () => {
    const schema = makeSchema()
    const pools = [openPool(), openPool()] as const
    const [one, two] = pools
    await one.query(`CREATE SCHEMA ${schema}`)
    const table = `${schema}.sessions`
    const first = createPostgresStore(one, { table })
    await first.migrate()
    const close = async (): Promise<void> => {
      await one.query(`DROP SCHEMA ${schema} CASCADE`)
      await Promise.all(pools.map((pool) => pool.end()))
    }
    return { stores: [first, createPostgresStore(two, { table })], close }
  },
}

function openPool(): Pool {
  return new Pool({ connectionString: DATABASE_URL, max: 10 })
}

import type { SessionStore } from '@costrel/session'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { createPostgresStore } from '../postgres.ts'
import { createRedisStore } from '../redis.ts'
import { type DelayingProxy, startDelayingProxy } from './delaying-proxy.ts'
import { DATABASE_URL, makeSchema } from './postgres.ts'
import { makePrefix, REDIS_URL, removePrefix } from './redis.ts'

/** A store behind a network that can be made slow. */
export interface Remote {
  readonly proxy: DelayingProxy
  readonly store: SessionStore
  close(): Promise<void>
}

/** A store in Redis, over one connection. */
export async function openRedis(): Promise<Remote> {
  const { hostname, port } = new URL(REDIS_URL)
  const proxy = await startDelayingProxy(Number(port), hostname)
  const prefix = makePrefix()
  const client = new Redis(proxy.port)
  const close = async (): Promise<void> => {
    client.disconnect()
    proxy.close()
    await removePrefix(prefix)
  }
  return { proxy, store: createRedisStore(client, { prefix }), close }
}

/** A store in PostgreSQL, over ten connections. */
export async function openPostgres(): Promise<Remote> {
  const url = new URL(DATABASE_URL)
  const proxy = await startDelayingProxy(Number(url.port || 5432), url.hostname)
  const schema = makeSchema()
  url.host = `127.0.0.1:${proxy.port}`
  const pool = new Pool({ connectionString: url.href, max: 10, idleTimeoutMillis: 0 })
  pool.on('error', () => {})
  await pool.query(`CREATE SCHEMA ${schema}`)
  const store = createPostgresStore(pool, { table: `${schema}.sessions` })
  await store.migrate()
  // To connect takes several round trips; the connections of an app are there already.
  const clients = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))
  for (const client of clients) client.release()
  const close = async (): Promise<void> => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`)
    await pool.end()
    proxy.close()
  }
  return { proxy, store, close }
}

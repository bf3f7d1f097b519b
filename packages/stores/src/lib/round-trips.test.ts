import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { SessionStore } from '@costrel/session'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import postgres from 'postgres'
import { createClient } from 'redis'
import { createPostgresStore } from '../postgres.ts'
import { createRedisStore } from '../redis.ts'
import { type CountingProxy, startCountingProxy } from '../testing/counting-proxy.ts'
import { DATABASE_URL, findPostgres, makeSchema } from '../testing/postgres.ts'
import { findRedis, makePrefix, REDIS_URL, removePrefix } from '../testing/redis.ts'

const NOW = Date.now()
const REDIS = {
  create: 1,
  'create of a user': 2,
  read: 1,
  write: 1,
  conflict: 1,
  touch: 1,
  'touch of a user': 2,
  destroy: 1,
  'destroy of a user': 2,
}
const POSTGRES = {
  ...REDIS,
  'create of a user': 1,
  conflict: 2,
  'touch of a user': 1,
  'destroy of a user': 1,
}

suite('round trips on the wire, Redis', { skip: (await findRedis()) ?? false }, () => {
  test('node-redis', async (t) => {
    const { proxy, url } = await openProxy(t, REDIS_URL)
    const prefix = makePrefix()
    const client = await createClient({ url }).connect()
    assert.deepEqual(await countTrips(createRedisStore(client, { prefix }), proxy), REDIS)
    client.destroy()
    await removePrefix(prefix)
  })

  test('ioredis', async (t) => {
    const { proxy, url } = await openProxy(t, REDIS_URL)
    const prefix = makePrefix()
    const client = new Redis(url)
    assert.deepEqual(await countTrips(createRedisStore(client, { prefix }), proxy), REDIS)
    client.disconnect()
    await removePrefix(prefix)
  })
})

suite('round trips on the wire, PostgreSQL', { skip: (await findPostgres()) ?? false }, () => {
  for (const prepare of [false, true]) {
    const how = prepare ? 'prepared' : 'not prepared'

    test(`pg, ${how}`, async (t) => {
      const { proxy, url } = await openProxy(t, DATABASE_URL)
      const pool = new Pool({ connectionString: url, max: 1 })
      const schema = makeSchema()
      await pool.query(`CREATE SCHEMA ${schema}`)
      const store = createPostgresStore(pool, { table: `${schema}.sessions`, prepare })
      await store.migrate()
      assert.deepEqual(await countTrips(store, proxy), POSTGRES)
      await pool.query(`DROP SCHEMA ${schema} CASCADE`)
      await pool.end()
    })
  }

  for (const prepare of [false, undefined]) {
    const how = prepare === undefined ? 'prepared by default' : 'not prepared, which doubles them'

    test(`postgres, ${how}`, async (t) => {
      const { proxy, url } = await openProxy(t, DATABASE_URL)
      const sql = postgres(url, { max: 1, onnotice: () => {} })
      const schema = makeSchema()
      await sql.unsafe(`CREATE SCHEMA ${schema}`)
      const table = `${schema}.sessions`
      const store = createPostgresStore(sql, prepare === undefined ? { table } : { table, prepare })
      await store.migrate()
      const doubled = Object.entries(POSTGRES).map(([name, trips]) => [name, trips * 2])
      const expected = prepare === false ? Object.fromEntries(doubled) : POSTGRES
      assert.deepEqual(await countTrips(store, proxy), expected)
      await sql.unsafe(`DROP SCHEMA ${schema} CASCADE`)
      await sql.end()
    })
  }
})

async function openProxy(
  t: TestContext,
  server: string,
): Promise<{ proxy: CountingProxy; url: string }> {
  const proxy = await startCountingProxy(server)
  t.after(() => proxy.close())
  const url = new URL(server)
  url.hostname = '127.0.0.1'
  url.port = `${proxy.port}`
  return { proxy, url: url.href }
}

/** The second time around, when the server knows scripts and statements. */
async function countTrips(store: SessionStore, proxy: CountingProxy): Promise<object> {
  const counts: Record<string, number> = {}
  for (const round of ['first', 'second']) {
    const [anonymous, users] = [`anonymous ${round}`, `a user's ${round}`]
    const change = { now: NOW, generation: 'g1' }
    const ifKey = { key: 'a', text: 'never' }
    const calls: Record<string, () => Promise<unknown>> = {
      create: () => store.create(anonymous, makeRecord()),
      'create of a user': () => store.create(users, { ...makeRecord(), user: 'ann' }),
      read: () => store.read(anonymous, NOW),
      write: () => store.apply(users, { ...change, operation: 'a', set: { a: '1' } }),
      conflict: () => store.apply(users, { ...change, operation: 'b', ifKey }),
      touch: () => store.apply(anonymous, { ...change, operation: 'c', touchedAt: NOW }),
      'touch of a user': () => store.apply(users, { ...change, operation: 'd', touchedAt: NOW }),
      destroy: () => store.destroy(anonymous),
      'destroy of a user': () => store.destroy(users),
    }
    for (const [name, call] of Object.entries(calls)) {
      proxy.count()
      await call()
      counts[name] = proxy.count()
    }
  }
  return counts
}

function makeRecord() {
  const ends = { idleExpiresAt: NOW + 60_000, expiresAt: NOW + 60_000 }
  const times = { generationAt: NOW, createdAt: NOW, touchedAt: NOW, ...ends }
  return { data: {}, generation: 'g1', operations: [], ...times }
}

/**
 * A request that reads a session and writes one key of it, by our stores and by those of express-session, on the same servers in one
 * run: `node guarantees/peers.ts`. Prints microseconds of one request after another, requests per second of 50 at a
 * time, and how many of 50 keys are there after 50 parallel requests that each set one.
 */
import connectPgSimple from 'connect-pg-simple'
import { RedisStore } from 'connect-redis'
import session, { type SessionData, type Store } from 'express-session'
import type { SessionStore } from '@costrel/session'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { createPostgresStore } from '../src/postgres.ts'
import { createRedisStore } from '../src/redis.ts'
import { DATABASE_URL, makeSchema } from '../src/testing/postgres.ts'
import { makePrefix, REDIS_URL, removePrefix } from '../src/testing/redis.ts'
import { makeGeneration, makeId, makeRecord } from './record.ts'

/** A store with one session in it. */
interface Peer {
  readonly name: string
  /** One request: reads the session and sets the key. */
  readonly request: (key: string) => Promise<void>
  /** How many keys the session has that begin with `k`. */
  readonly count: () => Promise<number>
}

const redis = createClient({ url: REDIS_URL })
await redis.connect()
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 })
const prefix = makePrefix()
const schema = makeSchema()
await pool.query(`CREATE SCHEMA ${schema}`)
const table = `CREATE TABLE ${schema}.session (sid varchar PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL)`
await pool.query(table)
await pool.query(`CREATE INDEX ON ${schema}.session (expire)`)
const ours = createPostgresStore(pool, { table: `${schema}.sessions`, prepare: true })
await ours.migrate()
const PgStore = connectPgSimple(session)

const peers = [
  await fromOurs('redis: ours', createRedisStore(redis, { prefix })),
  await fromExpress(
    'redis: connect-redis',
    new RedisStore({ client: redis, prefix: `${prefix}sess:` }),
  ),
  await fromOurs('postgres: ours', ours),
  await fromExpress(
    'postgres: connect-pg-simple',
    new PgStore({ pool, schemaName: schema, pruneSessionInterval: false }),
  ),
]
const results = peers.map(() => ({ alone: Array<number>(), together: Array<number>() }))
for (let round = 0; round < 12; round++) {
  for (const [n, peer] of peers.entries()) {
    const alone = await time(() => inSequence(100, peer))
    const together = await time(() => inParallel(500, peer))
    if (round >= 2) results[n]?.alone.push(alone / 100)
    if (round >= 2) results[n]?.together.push(500 / (together / 1000))
  }
}
for (const [n, peer] of peers.entries()) {
  const kept = await countKept(peer)
  const { alone = [], together = [] } = results[n] ?? {}
  const micros = Math.round(median(alone) * 1000)
  console.log(
    `${peer.name}: ${micros} µs, ${Math.round(median(together))} requests/s, ${kept} of 50 keys kept`,
  )
}
await pool.query(`DROP SCHEMA ${schema} CASCADE`)
await pool.end()
await removePrefix(prefix)
await redis.close()

async function fromOurs(name: string, store: SessionStore): Promise<Peer> {
  const id = makeId()
  await store.create(id, makeRecord({ generation: 'g1' }))
  const request = async (key: string): Promise<void> => {
    const record = await store.read(id, Date.now())
    const { generation = '' } = record ?? {}
    const change = { now: Date.now(), operation: makeGeneration(), generation }
    await store.apply(id, { ...change, set: { [key]: '1' } })
  }
  const count = async (): Promise<number> => countKeys((await store.read(id, Date.now()))?.data)
  return { name, request, count }
}

async function fromExpress(name: string, store: Store): Promise<Peer> {
  const id = makeId()
  const cookie = new session.Cookie()
  cookie.maxAge = 1_800_000
  const get = (): Promise<SessionData> =>
    new Promise((resolve, reject) => {
      store.get(id, (error, data) => (data ? resolve(data) : reject(error ?? new Error('gone'))))
    })
  const set = (data: SessionData): Promise<void> =>
    new Promise((resolve, reject) => {
      store.set(id, data, (error) => (error ? reject(error) : resolve()))
    })
  const data = Object.entries(makeRecord().data).map(([key, text]) => [key, JSON.parse(text)])
  await set({ cookie, ...Object.fromEntries(data) })
  const request = async (key: string): Promise<void> => set({ ...(await get()), cookie, [key]: 1 })
  return { name, request, count: async () => countKeys(await get()) }
}

async function inSequence(count: number, { request }: Peer): Promise<void> {
  for (let n = 0; n < count; n++) await request('theme')
}

async function inParallel(count: number, peer: Peer): Promise<void> {
  await Promise.all(Array.from({ length: 50 }, () => inSequence(count / 50, peer)))
}

async function countKept(peer: Peer): Promise<number> {
  await Promise.all(Array.from({ length: 50 }, (_, n) => peer.request(`k${n}`)))
  return peer.count()
}

function countKeys(data: object = {}): number {
  return Object.keys(data).filter((key) => /^k\d+$/.test(key)).length
}

async function time(run: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN
}

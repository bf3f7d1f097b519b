/**
 * What a read and a commit cost among many sessions and among 1,000, measured in turns, and what a session takes:
 * `node guarantees/servers-million.ts [sessions] [redis|postgres …]`.
 */
import type { SessionStore } from '@costrel/session'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { createPostgresStore } from '../src/postgres.ts'
import { createRedisStore } from '../src/redis.ts'
import { DATABASE_URL, makeSchema } from '../src/testing/postgres.ts'
import { makePrefix, REDIS_URL, removePrefix } from '../src/testing/redis.ts'
import { makeGeneration, makeId, makeRecord } from './record.ts'

interface Sessions {
  readonly store: SessionStore
  readonly ids: string[]
}

const [, , first = '1000000', ...engines] = process.argv
const count = Number(first)
for (const engine of engines.length > 0 ? engines : ['redis', 'postgres']) {
  if (engine === 'redis') await measureRedis()
  else await measurePostgres()
}

async function measureRedis(): Promise<void> {
  const redis = new Redis(REDIS_URL)
  const prefix = makePrefix()
  const open = (name: string): SessionStore =>
    createRedisStore(redis, { prefix: `${prefix}${name}:` })
  const few = await fill(open('few'), 1000)
  const before = await usedMemory(redis)
  const many = await fill(open('many'), count)
  const bytes = ((await usedMemory(redis)) - before) / count
  await report('redis', few, many)
  console.log(`redis: ${Math.round(bytes)} bytes per session of a user, with the index of users`)
  await removePrefix(prefix)
  redis.disconnect()
}

async function usedMemory(redis: Redis): Promise<number> {
  const info = await redis.info('memory')
  return Number(/used_memory:(\d+)/.exec(info)?.[1])
}

async function measurePostgres(): Promise<void> {
  const pool = new Pool({ connectionString: DATABASE_URL, max: 20 })
  const schema = makeSchema()
  await pool.query(`CREATE SCHEMA ${schema}`)
  const open = async (name: string): Promise<SessionStore> => {
    const store = createPostgresStore(pool, { table: `${schema}.${name}`, prepare: true })
    await store.migrate()
    return store
  }
  const few = await fill(await open('few'), 1000)
  const many = await fill(await open('many'), count)
  await pool.query(`VACUUM ANALYZE ${schema}.few, ${schema}.many`)
  await report('postgres', few, many)
  const size = `SELECT pg_total_relation_size('${schema}.many') AS bytes`
  const { rows } = await pool.query<{ bytes: string }>(size)
  const bytes = Math.round(Number(rows[0]?.bytes) / count)
  console.log(`postgres: ${bytes} bytes per session of a user, with its indexes`)
  await pool.query(`DROP SCHEMA ${schema} CASCADE`)
  await pool.end()
}

async function fill(store: SessionStore, count: number): Promise<Sessions> {
  const ids: string[] = []
  const insert = async (): Promise<void> => {
    while (ids.length < count) {
      const id = makeId()
      ids.push(id)
      const user = `user ${ids.length % 50_000}`
      await store.create(id, makeRecord({ user, generation: 'g1' }))
    }
  }
  await Promise.all(Array.from({ length: 50 }, insert))
  return { store, ids }
}

async function report(engine: string, few: Sessions, many: Sessions): Promise<void> {
  for (const [what, run] of [['read', readOne] as const, ['commit', commitOne] as const]) {
    const times: [number[], number[]] = [[], []]
    for (let round = 0; round < 44; round++) {
      for (const [n, sessions] of [few, many].entries()) {
        for (let call = 0; call < 50; call++) {
          const start = performance.now()
          await run(sessions)
          if (round >= 4) times[n]?.push((performance.now() - start) * 1000)
        }
      }
    }
    const [a, b] = times.map(median)
    const ratio = (Number(b) / Number(a)).toFixed(2)
    const costs = `${a?.toFixed(0)} µs at 1,000 sessions, ${b?.toFixed(0)} µs at ${many.ids.length}`
    console.log(`${engine}: ${what}: ${costs}: ${ratio} ×`)
  }
}

async function readOne({ store, ids }: Sessions): Promise<void> {
  if ((await store.read(pick(ids), Date.now())) === null) throw new Error('a session is missing')
}

async function commitOne({ store, ids }: Sessions): Promise<void> {
  const change = { now: Date.now(), operation: makeGeneration(), generation: 'g1' }
  const { status } = await store.apply(pick(ids), { ...change, set: { theme: '"light"' } })
  if (status !== 'applied') throw new Error(`a commit was ${status}`)
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN
}

function pick(ids: readonly string[]): string {
  return ids[Math.floor(Math.random() * ids.length)] ?? ''
}

import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { Pool } from 'pg'
import postgres from 'postgres'
import { createPostgresStore } from '../postgres.ts'
import { keepsContract } from '../testing/keeps-contract.ts'
import { findPooler, type Pooler, startPooler } from '../testing/pgbouncer.ts'
import { DATABASE_URL, makeSchema } from '../testing/postgres.ts'

const skip = (await findPooler()) ?? false
const NOW = Date.now()

suite('behind PgBouncer, which gives each transaction another connection', { skip }, () => {
  const schema = makeSchema()
  const direct = new Pool({ connectionString: DATABASE_URL })
  let pooler: Pooler
  let pool: Pool
  let sql: postgres.Sql
  let count = 0
  const makeTable = (): string => `${schema}.sessions_${count++}`

  before(async () => {
    await direct.query(`CREATE SCHEMA ${schema}`)
    pooler = await startPooler()
    pool = new Pool({ connectionString: pooler.url, max: 10 })
    sql = postgres(pooler.url, { max: 10, prepare: false, onnotice: () => {} })
  })
  after(async () => {
    await Promise.all([pool.end(), sql.end()])
    await pooler.close()
    await direct.query(`DROP SCHEMA ${schema} CASCADE`)
    await direct.end()
  })

  keepsContract('the PostgreSQL store over pg', async () => {
    const store = createPostgresStore(pool, { table: makeTable() })
    await store.migrate()
    return store
  })

  keepsContract('the PostgreSQL store over postgres', async () => {
    const store = createPostgresStore(sql, { table: makeTable(), prepare: false })
    await store.migrate()
    return store
  })

  test('one connection of a client is served by several of the server', async () => {
    const [client, one, two] = [await pool.connect(), await pool.connect(), await pool.connect()]
    const askPid = async (): Promise<unknown> =>
      (await client.query('SELECT pg_backend_pid() AS pid')).rows[0]?.pid
    // Transactions hold both of the server's connections; the one that is free serves the client.
    await one.query('BEGIN')
    await two.query('BEGIN')
    await one.query('COMMIT')
    const first = await askPid()
    await one.query('BEGIN')
    await two.query('COMMIT')
    const second = await askPid()
    await one.query('COMMIT')
    for (const each of [client, one, two]) each.release()
    assert.notEqual(first, second)
  })

  test('fifty parallel commits over two connections of the server all win', async () => {
    const store = createPostgresStore(pool, { table: makeTable() })
    await store.migrate()
    await store.create('id', record())
    const change = { now: NOW, generation: 'g1' }
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        store.apply('id', { ...change, operation: `${n}`, set: { [`k${n}`]: '1' } }),
      ),
    )
    assert.ok(answers.every(({ status }) => status === 'applied'))
    assert.equal(Object.keys((await store.read('id', NOW))?.data ?? {}).length, 50)
  })
})

function record() {
  const ends = { idleExpiresAt: NOW + 60_000, expiresAt: NOW + 60_000 }
  const times = { generationAt: NOW, createdAt: NOW, touchedAt: NOW, ...ends }
  return { data: {}, generation: 'g1', operations: [], ...times }
}

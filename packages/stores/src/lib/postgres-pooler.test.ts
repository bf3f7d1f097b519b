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
    const store = createPostgresStore(pool, { table: makeTable() })
    await store.migrate()
    const client = await pool.connect()
    const pids = new Set<unknown>()
    for (let round = 0; round < 500 && pids.size < 2; round++) {
      const others = [1, 2, 3].map(() => store.read('id', NOW))
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
      pids.add(rows[0]?.pid)
      await Promise.all(others)
    }
    client.release()
    assert.equal(pids.size, 2)
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

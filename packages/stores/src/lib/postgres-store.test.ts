import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { PGlite } from '@electric-sql/pglite'
import { Pool } from 'pg'
import postgres from 'postgres'
import { createPostgresStore, postgresSchema } from '../postgres.ts'
import { compareWithModel, modelRuns } from '../testing/compare-with-model.ts'
import { keepsContract } from '../testing/keeps-contract.ts'
import { DATABASE_URL, findPostgres, makeSchema } from '../testing/postgres.ts'
import { writeStatements } from './postgres-statements.ts'

const skip = (await findPostgres()) ?? false
const NOW = Date.now()

suite('on PGlite', () => {
  const pglite = new PGlite()
  after(() => pglite.close())

  keepsContract('the PostgreSQL store', async () => {
    await pglite.query('DROP TABLE IF EXISTS costrel_sessions')
    const store = createPostgresStore(pglite)
    await store.migrate()
    return store
  })
})

suite('on PostgreSQL', { skip }, () => {
  const schema = makeSchema()
  const pool = new Pool({ connectionString: DATABASE_URL, max: 10 })
  const sql = postgres(DATABASE_URL, { max: 10, onnotice: () => {} })
  let count = 0
  const makeTable = (): string => `${schema}.sessions_${count++}`

  before(async () => {
    await pool.query(`CREATE SCHEMA ${schema}`)
  })
  after(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`)
    await Promise.all([pool.end(), sql.end()])
  })

  for (const [name, client] of Object.entries({ pg: pool, postgres: sql })) {
    for (const prepare of [false, true]) {
      const how = prepare ? 'with prepared statements' : 'without'
      keepsContract(`the PostgreSQL store over ${name}, ${how},`, async () => {
        const store = createPostgresStore(client, { table: makeTable(), prepare })
        await store.migrate()
        return store
      })
    }
  }

  test('the PostgreSQL store answers random calls as the model does', async () => {
    const store = createPostgresStore(pool, { table: makeTable() })
    await store.migrate()
    await compareWithModel(store, modelRuns(100))
  })

  test('ten processes that migrate at once all succeed', async () => {
    const table = makeTable()
    const stores = Array.from({ length: 10 }, () => createPostgresStore(pool, { table }))
    await Promise.all(stores.map((store) => store.migrate()))
  })

  test('what lost against a parallel transaction runs again', async () => {
    const options = '-c default_transaction_isolation=serializable'
    const strict = new Pool({ connectionString: DATABASE_URL, max: 10, options })
    const store = createPostgresStore(strict, { table: makeTable() })
    await store.migrate()
    await store.create('id', record())
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => {
        const change = { now: NOW, operation: `${n}`, generation: 'g1', set: { [`k${n}`]: '1' } }
        return store.apply('id', change)
      }),
    )
    await strict.end()
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set(['applied']))
    const store2 = createPostgresStore(pool, { table: `${schema}.sessions_${count - 1}` })
    assert.equal(Object.keys((await store2.read('id', NOW))?.data ?? {}).length, 10)
  })

  test('a connection that is cut is an error, and the next call finds another', async () => {
    const cut = new Pool({ connectionString: DATABASE_URL, max: 1 })
    cut.on('error', () => {})
    const store = createPostgresStore(cut, { table: makeTable() })
    await store.migrate()
    await store.create('id', record())
    const { rows } = await cut.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const cutOff = assert.rejects(cut.query('SELECT pg_sleep(10)'))
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await cutOff
    assert.equal((await store.read('id', NOW))?.generation, 'g1')
    await cut.end()
  })

  test('a pool that has no connection left is an error, and the next call finds one', async () => {
    const full = new Pool({
      connectionString: DATABASE_URL,
      max: 1,
      connectionTimeoutMillis: 1000, // also for its first connection, on a busy machine
    })
    const store = createPostgresStore(full, { table: makeTable() })
    await store.migrate()
    await store.create('id', record())
    const taken = await full.connect()
    const change = { now: NOW, operation: 'a', generation: 'g1', set: { a: '1' } }
    await assert.rejects(store.apply('id', change), /timeout/)
    await assert.rejects(store.read('id', NOW), /timeout/)
    taken.release()
    assert.equal((await store.apply('id', change)).status, 'applied')
    await full.end()
  })

  test('every statement finds its rows by an index', async () => {
    const table = makeTable()
    await createPostgresStore(pool, { table }).migrate()
    const client = await pool.connect()
    await client.query('SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan')
    for (const [name, text] of Object.entries(writeStatements(table))) {
      if (name === 'create') continue
      const types = Math.max(...Array.from(text.matchAll(/\$(\d+)/g), ([, n]) => Number(n)))
      await client.query(`PREPARE look AS ${text}`)
      const { rows } = await client.query(
        `EXPLAIN EXECUTE look(${Array(types).fill('NULL').join(', ')})`,
      )
      const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n')
      assert.match(plan, /Index Scan|Bitmap Index Scan/, name)
      assert.doesNotMatch(plan, /Seq Scan/, name)
      await client.query('DEALLOCATE look')
    }
    client.release(true)
  })
})

test('the SQL of the migration can be had as text', () => {
  assert.match(postgresSchema('auth.sessions'), /^CREATE TABLE IF NOT EXISTS auth\.sessions \(\n/)
  assert.match(
    postgresSchema(),
    /CREATE INDEX IF NOT EXISTS costrel_sessions_end ON costrel_sessions/,
  )
})

test('a client that is none, and a table that is no name, are refused', () => {
  assert.throws(() => createPostgresStore({} as never), TypeError)
  const client = { query: async () => ({ rows: [] }) }
  for (const table of ['', 'A', 'a b', 'a;b', 'a.b.c', '1a', 'a"'])
    assert.throws(() => createPostgresStore(client, { table }), RangeError)
})

function record() {
  const ends = { idleExpiresAt: NOW + 60_000, expiresAt: NOW + 60_000 }
  const times = { generationAt: NOW, createdAt: NOW, touchedAt: NOW, ...ends }
  return { data: {}, generation: 'g1', operations: [], ...times }
}

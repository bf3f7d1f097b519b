import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test, type TestContext } from 'node:test'
import { createSqliteStore } from '../sqlite.ts'
import { compareWithModel, modelRuns } from '../testing/compare-with-model.ts'
import { keepsContract } from '../testing/keeps-contract.ts'
import { writeStatements } from './sqlite-statements.ts'

keepsContract('the SQLite store on a file', async (t) => {
  const store = createSqliteStore(openFile(t))
  await store.migrate()
  return store
})

test('the SQLite store answers random calls as the model does', async (t) => {
  const store = createSqliteStore(openMemory(t))
  await store.migrate()
  await compareWithModel(store, modelRuns(300))
})

test('a row that is none of ours is a TypeError, which quotes nothing of it', async (t) => {
  const now = Date.now()
  for (const [column, text] of [
    ['data', 'secret'],
    ['data', '["secret"]'],
    ['data', '{"a":{"secret":1}}'],
    ['data', '{"\\"secret":"1"}'],
    ['operations', 'secret'],
    ['operations', '{"secret":1}'],
    ['user_name', '"secret'],
  ] as const) {
    const database = openMemory(t)
    const store = createSqliteStore(database)
    await store.migrate()
    await store.create('id', record(now))
    database.prepare(`UPDATE costrel_sessions SET ${column} = ?`).run(text)
    await assert.rejects(store.read('id', now), (error) => {
      assert.ok(error instanceof TypeError, `${column} ${text}: ${String(error)}`)
      return !error.message.includes('secret')
    })
  }
})

test('two stores on one file see each other', async (t) => {
  const path = makePath(t)
  const [one, two] = [openPath(t, path), openPath(t, path)].map((db) => createSqliteStore(db))
  assert.ok(one && two)
  await Promise.all([one.migrate(), two.migrate()])
  const now = Date.now()
  await one.create('id', record(now))
  const change = { now, operation: 'a', generation: 'g1', set: { a: '1' } }
  assert.equal((await two.apply('id', change)).status, 'applied')
  assert.deepEqual((await one.read('id', now))?.data, { a: '1' })
  await one.destroy('id')
  assert.equal((await two.apply('id', { ...change, operation: 'b' })).status, 'gone')
})

test('two tables in one database do not mix', async (t) => {
  const database = openMemory(t)
  const one = createSqliteStore(database)
  const two = createSqliteStore(database, { table: 'admin_sessions' })
  await one.migrate()
  await two.migrate()
  await one.create('id', record(1))
  assert.equal(await two.read('id', 1), null)
})

test('every statement finds its rows by an index', async (t) => {
  const database = openMemory(t)
  await createSqliteStore(database).migrate()
  for (const sql of Object.values(writeStatements('costrel_sessions'))) {
    const values = Array.from(sql.matchAll(/\?/g), () => null)
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
    const scans = plan
      .map(({ detail }) => String(detail))
      .filter((s) => /^SCAN (?!change|json_each|\()/.test(s))
    assert.deepEqual(
      scans.filter((scan) => /kept|costrel/.test(scan)),
      [],
      sql,
    )
  }
})

test('a file that another process keeps locked is an error, not a missing session', async (t) => {
  const path = makePath(t)
  const store = createSqliteStore(openPath(t, path), { busyTimeout: 1 })
  await store.migrate()
  await store.create('id', record(1))
  const other = openPath(t, path)
  other.exec('BEGIN IMMEDIATE')
  const change = { now: 1, operation: 'a', generation: 'g1', set: { a: '1' } }
  await assert.rejects(store.apply('id', change), /locked/)
  assert.notEqual(await store.read('id', 1), null)
  other.exec('ROLLBACK')
  assert.equal((await store.apply('id', change)).status, 'applied')
})

test('the SQLite store says whether it is durable', (t) => {
  assert.equal(createSqliteStore(openMemory(t)).capabilities.durable, false)
  assert.equal(createSqliteStore(openFile(t)).capabilities.durable, true)
})

test('the SQLite store refuses a table that is no name, and a timeout that is no time', (t) => {
  const database = openMemory(t)
  for (const table of ['', 'a b', 'a;b', '1a', 'a"', 'x'.repeat(41)])
    assert.throws(() => createSqliteStore(database, { table }), RangeError)
  for (const busyTimeout of [-1, 1.5, Number.NaN])
    assert.throws(() => createSqliteStore(database, { busyTimeout }), RangeError)
})

function record(now: number) {
  const ends = { idleExpiresAt: now + 1000, expiresAt: now + 1000 }
  const times = { generationAt: now, createdAt: now, touchedAt: now, ...ends }
  return { data: {}, generation: 'g1', operations: [], ...times }
}

function openMemory(t: TestContext): DatabaseSync {
  return openPath(t, ':memory:')
}

function openFile(t: TestContext): DatabaseSync {
  return openPath(t, makePath(t))
}

function openPath(t: TestContext, path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  t.after(() => database.close())
  return database
}

function makePath(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'costrel-'))
  t.after(() => rmSync(directory, { recursive: true }))
  return join(directory, 'sessions.db')
}

import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test, type TestContext } from 'node:test'
import type { SessionRecord } from '@costrel/session'
import { createSqliteStore } from '@costrel/stores/sqlite'
import { sweepOnSchedule } from './sweep-on-schedule.ts'

/** A session that ends a minute after the epoch. */
const ENDED: SessionRecord = {
  data: {},
  generation: 'g',
  generationAt: 0,
  createdAt: 0,
  touchedAt: 0,
  idleExpiresAt: 60_000,
  expiresAt: 60_000,
  operations: [],
}

async function openTable(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const database = new DatabaseSync(':memory:')
  const store = createSqliteStore(database)
  await store.migrate()
  const rows = () => database.prepare('SELECT count(*) AS n FROM costrel_sessions').get()?.['n']
  return { database, store, rows }
}

test('removes what has ended, after a minute, and leaves the rest', async (t) => {
  const { store, rows } = await openTable(t)
  const later = Date.now() + 60_000
  await store.create('ended', ENDED)
  await store.create('live', { ...ENDED, idleExpiresAt: later, expiresAt: later })
  const sweep = sweepOnSchedule(store)
  t.mock.timers.tick(59_999)
  assert.equal(rows(), 2)
  t.mock.timers.tick(1)
  await sweep.stop()
  assert.equal(rows(), 1)
  assert.ok(await store.read('live', Date.now()))
})

test('sweeps no more once it was stopped', async (t) => {
  const { store, rows } = await openTable(t)
  await sweepOnSchedule(store).stop()
  await store.create('ended', ENDED)
  t.mock.timers.tick(120_000)
  assert.equal(rows(), 1)
})

test('tells of a sweep that failed, and goes on', async (t) => {
  const { database, store } = await openTable(t)
  database.close()
  const lines: string[] = []
  const told = Promise.withResolvers<void>()
  const sweep = sweepOnSchedule(store, (line) => {
    lines.push(line)
    told.resolve()
  })
  t.mock.timers.tick(60_000)
  await told.promise
  await sweep.stop()
  assert.match(lines.join(), /^Ended sessions could not be removed: Error: .*not open/)
})

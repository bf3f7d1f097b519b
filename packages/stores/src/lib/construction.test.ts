import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPostgresStore, postgresSchema } from '../postgres.ts'
import { createRedisStore } from '../redis.ts'
import { createSqliteStore } from '../sqlite.ts'

const CONNECTED = { client: /^client must be one of /, database: /^database must be one of / }
const redis = { send: async () => null }
const postgres = { query: async () => ({ rows: [] }) }
const sqlite = { exec: () => null, prepare: () => ({ all: () => [] }) }

for (const given of [undefined, null, {}, 'redis://127.0.0.1:6379', 5, Promise.resolve()]) {
  test(`each store says what it takes in place of ${String(given)}`, () => {
    const message = CONNECTED.client
    assert.throws(() => createRedisStore(given as never), { name: 'TypeError', message })
    assert.throws(() => createPostgresStore(given as never), { name: 'TypeError', message })
    assert.throws(() => createSqliteStore(given as never), {
      name: 'TypeError',
      message: CONNECTED.database,
    })
  })
}

for (const given of [null, 5, {}] as never[]) {
  test(`each store names the option whose value is ${JSON.stringify(given)} in place of text`, () => {
    const table = { name: 'TypeError', message: /^table must be text/ }
    assert.throws(() => createPostgresStore(postgres, { table: given }), table)
    assert.throws(() => postgresSchema(given), table)
    assert.throws(() => createSqliteStore(sqlite, { table: given }), table)
    const prefix = { name: 'TypeError', message: /^prefix must be text/ }
    assert.throws(() => createRedisStore(redis, { prefix: given }), prefix)
  })
}

test('the Redis store names waitReplicas where it is no object', () => {
  for (const waitReplicas of [null, 1, true] as never[])
    assert.throws(() => createRedisStore(redis, { waitReplicas }), /^TypeError: waitReplicas/)
})

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { storeContract } from '@costrel/session/contract'
import { findRedis } from '../testing/redis.ts'
import { runBun } from '../testing/run-bun.ts'

test('the SQLite store keeps the contract on bun:sqlite', (t) => {
  assertHolds(t, './bun-sqlite.ts')
})

test(
  "the Redis store keeps the contract on Bun's client",
  { skip: (await findRedis()) ?? false },
  (t) => {
    assertHolds(t, './bun-redis.ts')
  },
)

function assertHolds(t: TestContext, script: string): void {
  const run = runBun(script)
  if (run === undefined) return t.skip('bun is not installed')
  assert.deepEqual(run, { status: 0, output: `${Object.keys(storeContract).length} facts hold` })
}

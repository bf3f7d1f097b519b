import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { storeContract } from '@costrel/session/contract'

test('the SQLite store keeps the contract on bun:sqlite', (t) => {
  const script = new URL('../testing/bun-sqlite.ts', import.meta.url).pathname
  const { status, stdout, stderr, error } = spawnSync('bun', [script], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
  })
  if (error !== undefined) return t.skip('bun is not installed')
  assert.equal(status, 0, stdout + stderr)
  assert.equal(stdout.trim(), `${Object.keys(storeContract).length} facts hold`)
})

const bin = new URL('../../node_modules/.bin', import.meta.url).pathname

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const FILE = new URL('costrel.ts', import.meta.url).pathname

test('the command works as a process, from one to the next', () => {
  const secret = costrel(['secret']).stdout.trim()
  const env = { SESSION_SECRET: secret }
  const sealed = costrel(['seal'], '{"username":"Ada"}\n', env)
  assert.equal(sealed.status, 0, sealed.stderr)
  const inspected = costrel(['inspect', '--json'], sealed.stdout, env)
  assert.equal(inspected.status, 0)
  assert.deepEqual(JSON.parse(inspected.stdout).data, { username: 'Ada' })
})

test('a mistake is one line and status 1', () => {
  const { status, stdout, stderr } = costrel(['seal', '--nope'], '{}')
  assert.deepEqual([status, stdout], [1, ''])
  assert.match(stderr, /^costrel seal: unknown flag --nope[^\n]*\n$/)
})

function costrel(args: readonly string[], input = '', env: Record<string, string> = {}) {
  const options = { input, encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } } as const
  return spawnSync(process.execPath, [FILE, ...args], options)
}

/** The command of the README, as it stands there. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { TEST_SECRET } from './testing.ts'
import { startExample } from './testing-process.ts'

const ROOT = join(import.meta.dirname, '../..')
const COMMAND = ['npx', '-y', 'pnpm@12', 'start'] as const

test('the README’s command is the one that is tested here', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  assert.match(readme, new RegExp(`^${COMMAND.join(' ')} `, 'm'))
})

for (const NODE_ENV of ['production', 'development']) {
  test(`it prints where the example is, and nothing else, in ${NODE_ENV}`, async (t) => {
    const variables = { ...process.env, NODE_ENV, npm_config_loglevel: 'error' }
    const example = await startExample({ command: COMMAND, cwd: ROOT, variables })
    t.after(example.stop)
    const { origin, output } = example
    assert.equal(output(), `Costrel example on ${origin}\n`)
    const client = createTestClient(fetch, { baseUrl: origin })
    const made = await walk(client)
    for (const text of [TEST_SECRET, ...made]) {
      assert.ok(!output().includes(text), `${text} stands in the log`)
    }
  })
}

/** Logs in, is shown the message, tampers, is refused, logs out. Gives every cookie's value. */
async function walk(client: TestClient): Promise<string[]> {
  const headers = { cookie: 'session=1.somebodys.forged.token' }
  const responses = [
    await client.get('/'),
    await client.post('/login', { username: '' }),
    await client.post('/login', { username: 'ada' }),
    await client.get('/'),
    await client.get('/inspector'),
    await client.get('/', { headers }),
    await client.post('/logout', {}, { headers: { origin: 'https://evil.test' } }),
    await client.post('/logout'),
    await client.get('/'),
  ]
  await Promise.all(responses.map((response) => response.text()))
  const lines = responses.flatMap((response) => response.headers.getSetCookie())
  const values = lines.map((line) => /=([^;]*)/.exec(line)?.[1] ?? '').filter(Boolean)
  assert.ok(values.length >= 4, 'too few cookies were made')
  return [...values, 'somebodys.forged.token']
}

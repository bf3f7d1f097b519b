/** The command of the README, as it stands there. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
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
    assert.match(await (await client.get('/')).text(), /You are not logged in/)
  })
}

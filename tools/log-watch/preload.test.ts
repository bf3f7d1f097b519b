import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { readWatched } from './watch.ts'

const HONO = join(import.meta.dirname, '../../packages/hono')

/** Runs a program as a test file is run, with an app whose home page logs what the code says. */
function run(t: TestContext, code: string) {
  const folder = mkdtempSync(join(tmpdir(), 'costrel-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'watched')
  const program = `
    import { Hono } from 'hono'
    import { logger, session } from './src/index.ts'
    const secret = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'
    const app = new Hono().use(logger({ sink() {} })).use(session({ secrets: [secret] }))
      .get('/', (c) => { c.var.session.set('a', 'b'); return c.text('') })
      .get('/log', (c) => { ${code}; return c.text('') })
    const { headers } = await app.request('/')
    const cookie = headers.getSetCookie()[0].split(';')[0]
    await (await app.request('/log', { headers: { cookie } })).text()`
  const args = [
    '--import',
    join(import.meta.dirname, 'preload.ts'),
    '--input-type=module-typescript',
    '-e',
    program,
  ]
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: HONO,
    encoding: 'utf8',
    env: { LOG_WATCH: file },
  })
  return { status, stderr, watched: readWatched(file) }
}

test('a line without a secret passes, and is counted', (t) => {
  const { status, stderr, watched } = run(t, "c.var.logger.info('hello')")
  assert.equal(status, 0, stderr)
  assert.ok(watched.lines >= 3)
  assert.ok(watched.secrets >= 2)
  assert.deepEqual(watched.leaks, [])
})

for (const [what, code] of [
  ['a secret', "c.var.logger.info('%s', secret)"],
  ['a cookie', "c.var.logger.info('it was %s', c.req.header('cookie'))"],
] as const) {
  test(`a line with ${what} is found, and fails the process`, (t) => {
    const { status, stderr, watched } = run(t, code)
    assert.equal(status, 1)
    assert.equal(watched.leaks.length, 1)
    assert.match(stderr, /a log line holds a secret/)
  })
}

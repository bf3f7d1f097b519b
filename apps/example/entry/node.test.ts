import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { TEST_SECRET } from '../testing.ts'

const ENTRY = join(import.meta.dirname, 'node.ts')

interface Started {
  readonly child: ChildProcess
  /** Everything that was printed so far. */
  readonly output: () => string
  /** The exit code, once there is one. */
  readonly exit: Promise<unknown>
}

function start(t: TestContext, variables: Record<string, string>, cwd = tmpdir()): Started {
  const env = { PORT: '0', ...variables }
  const child = spawn(process.execPath, [ENTRY], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part))
  return { child, output: () => text, exit: once(child, 'close').then(([code]) => code) }
}

/** The address that the entry printed. */
async function listening({ child, output, exit }: Started): Promise<string> {
  for (;;) {
    const [url] = /http:\/\/localhost:\d+/.exec(output()) ?? []
    if (url !== undefined) return url
    const ended = exit.then((code) => assert.fail(`ended with ${String(code)}: ${output()}`))
    await Promise.race([child.stdout && once(child.stdout, 'data'), ended])
  }
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'costrel-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

test('prints where it is, and lets a browser log in there', async (t) => {
  const started = start(t, { SESSION_SECRET: TEST_SECRET })
  const client = createTestClient(fetch, { baseUrl: await listening(started) })
  const page = await client.follow(await client.post('/login', { username: 'ada' }))
  assert.match(await page.text(), /Logged in as <bdi>ada</)
  assert.match(started.output(), /^Costrel example on http:\/\/localhost:\d+\n$/)
})

test('makes a secret for this machine, and keeps it over a restart', async (t) => {
  const folder = await temporaryFolder(t)
  const first = start(t, {}, folder)
  const client = createTestClient(fetch, { baseUrl: await listening(first) })
  await client.post('/login', { username: 'ada' })
  assert.match(first.output(), /^SESSION_SECRET is not set: made one and kept it in \.env\.local/)
  first.child.kill('SIGTERM')
  assert.equal(await first.exit, 0)

  const file = join(folder, '.env.local')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const second = start(t, {}, folder)
  const again = createTestClient(fetch, { baseUrl: await listening(second), jar: client.jar })
  assert.match(await (await again.get('/')).text(), /Logged in as <bdi>ada</)
  assert.match(second.output(), /^SESSION_SECRET is not set: using the one kept in \.env\.local\n/)
  const [, secret = ''] = /^SESSION_SECRET=(.{44})\n$/.exec(await readFile(file, 'utf8')) ?? []
  assert.ok(secret !== '' && !second.output().includes(secret) && !first.output().includes(secret))
})

test('adds the secret to a file that has other lines, and closes it to others', async (t) => {
  const folder = await temporaryFolder(t)
  const file = join(folder, '.env.local')
  await writeFile(file, 'OTHER=1', { mode: 0o644 })
  await listening(start(t, {}, folder))
  assert.match(await readFile(file, 'utf8'), /^OTHER=1\nSESSION_SECRET=.{44}\n$/)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
})

test('goes on with a secret for this run alone where none can be kept', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, '.env.local'))
  const started = start(t, {}, folder)
  await listening(started)
  assert.match(started.output(), /made one for this run alone, since .+ \(EISDIR\)\n/)
})

const REFUSED: readonly (readonly [Record<string, string>, string])[] = [
  [
    { NODE_ENV: 'production' },
    'SESSION_SECRET must be set with NODE_ENV=production; make one with: openssl rand -base64 32\n',
  ],
  [
    { NODE_ENV: 'production', SESSION_SECRET: 'secret' },
    'SESSION_SECRET must be 32 random bytes or more; make one with: openssl rand -base64 32\n',
  ],
  [{ PORT: 'http' }, 'PORT must be a number from 0 to 65535, not "http"\n'],
]

for (const [variables, line] of REFUSED) {
  test(`refuses to start with ${JSON.stringify(variables)}, in one line`, async (t) => {
    const folder = await temporaryFolder(t)
    const started = start(t, variables, folder)
    assert.equal(await started.exit, 1)
    assert.equal(started.output(), line)
    await assert.rejects(stat(join(folder, '.env.local')))
  })
}

test('refuses a port that is taken, in one line', async (t) => {
  const { port } = new URL(await listening(start(t, { SESSION_SECRET: TEST_SECRET })))
  const second = start(t, { SESSION_SECRET: TEST_SECRET, PORT: port })
  assert.equal(await second.exit, 1)
  assert.match(second.output(), /^listen EADDRINUSE.+; name another port with PORT\n$/)
})

test('finishes an open request after SIGTERM, and exits with 0', async (t) => {
  const started = start(t, { SESSION_SECRET: TEST_SECRET })
  const url = await listening(started)
  const post = request(`${url}/login`, { method: 'POST', headers: formHeaders(url) })
  post.flushHeaders()
  await once(post, 'continue')
  started.child.kill('SIGTERM')
  await untilRefused(Number(new URL(url).port))
  post.end('username=ada')
  const [response] = await once(post, 'response')
  assert.equal(response.statusCode, 303)
  response.resume()
  assert.equal(await started.exit, 0)
})

/** `Expect` makes the server say when it has the request in hand. */
function formHeaders(origin: string): Record<string, string> {
  return { origin, expect: '100-continue', 'content-type': 'application/x-www-form-urlencoded' }
}

async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, 'localhost')
    const refused = await Promise.race([
      once(socket, 'connect').then(() => false),
      once(socket, 'close').then(() => true),
    ]).catch(() => true)
    socket.destroy()
    if (refused) return
  }
}

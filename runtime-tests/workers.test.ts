/** What holds on Workers alone, in workerd: a worker of our own, and the example with and without its bindings. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import type { TestHarness } from 'wrangler'
import { startWorkers } from './wrangler.ts'

const SECRET = makeSecret()
const EXAMPLE = '../apps/example/entry/workers.ts'
const A = 'https://a.test'
const B = 'https://b.test'

let starting: Promise<TestHarness> | undefined
let server: TestHarness
let origin: URL

before(async () => {
  starting = startWorkers(
    {
      name: 'facts',
      main: 'fixtures/worker.ts',
      vars: { SECRET_A: makeSecret(), SECRET_B: makeSecret() },
    },
    { name: 'developed', main: EXAMPLE, vars: { SESSION_SECRET: SECRET, DEVELOPMENT: '1' } },
    { name: 'deployed', main: EXAMPLE, vars: { SESSION_SECRET: SECRET } },
    { name: 'unconfigured', main: EXAMPLE },
  )
  server = await starting
  origin = (await server.listen()).url
})

// where `--test-name-pattern` leaves no test over, this is called while they start
after(async () => (await starting)?.close())

function makeSecret(): string {
  return `hex:${randomBytes(32).toString('hex')}`
}

async function logIn(at: string, user: string): Promise<string> {
  const response = await server.fetch(`${at}/login/${user}`)
  const [line = ''] = response.headers.getSetCookie()
  return line.split(';', 1)[0] ?? ''
}

test('a module is loaded where random bytes and timers throw and the clock stands at 0', async () => {
  const atLoad = await (await server.fetch(`${A}/load`)).json()
  assert.ok(isRecord(atLoad))
  const { clock, random, timer, sessions } = atLoad
  assert.equal(clock, 0)
  assert.match(String(random), /global scope/)
  assert.match(String(timer), /global scope/)
  assert.equal(sessions, 'works')
})

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

async function read(at: string, cookie = ''): Promise<unknown> {
  return (await server.fetch(`${at}/`, { headers: { cookie } })).json()
}

test('two hosts in one isolate share no state', async () => {
  const cookies = { [A]: await logIn(A, 'ann'), [B]: await logIn(B, 'bob') }
  const turns = Array.from({ length: 20 }, (_, turn) => (turn % 2 === 0 ? A : B))
  const seen = await Promise.all(turns.map((at) => read(at, cookies[at])))
  assert.deepEqual(
    seen,
    turns.map((at) => (at === A ? ['ann', 'ann'] : ['bob', 'bob'])),
  )
  assert.deepEqual(await read(A, cookies[B]), [null, null])
  assert.deepEqual(await read(B, cookies[A]), [null, null])
})

test('a WebSocket upgrade passes through the middleware, and its handler reads the session', async () => {
  const cookie = await logIn(A, 'ann')
  const response = await server.fetch(`${A}/socket`, { headers: { upgrade: 'websocket', cookie } })
  assert.equal(response.status, 101)
  assert.deepEqual(response.headers.getSetCookie(), [])
  const socket = response.webSocket
  assert.ok(socket)
  const message = new Promise((resolve) =>
    socket.addEventListener('message', resolve, { once: true }),
  )
  socket.accept()
  const event = await message
  assert.ok(isRecord(event))
  assert.equal(event.data, 'ann')
})

test('a streamed body passes through the middleware part by part', async () => {
  const headers = { 'accept-encoding': 'identity' } // compressing gathers small parts
  const response = await server.fetch(`${A}/slow`, { headers })
  assert.equal(response.headers.getSetCookie().length, 1)
  const lengths: number[] = []
  for await (const part of response.body ?? []) lengths.push(part.byteLength)
  assert.ok(lengths.length > 1, 'it came at once')
  assert.equal(
    lengths.reduce((sum, length) => sum + length, 0),
    100,
  )
})

test('what waitUntil was given happens after the response', async () => {
  const response = await server.fetch(`${A}/later/word`)
  assert.equal(response.headers.getSetCookie().length, 1)
  const words = async (): Promise<unknown> => (await server.fetch(`${A}/late`)).json()
  assert.deepEqual(await words(), [])
  for (;;) {
    const late = await words()
    if (Array.isArray(late) && late.length > 0) return assert.deepEqual(late, ['word'])
  }
})

// Browsers send one line (RFC 6265bis §5.8.1). Where HTTP/2 split it, whoever speaks HTTP/2 must join it by semicolons
// (RFC 9113 §8.2.3); workerd joins lines of HTTP/1.1 by commas, as it does other headers.
test('two Cookie lines of HTTP/1.1 are a stranger, and no error', async () => {
  const cookie = await logIn(A, 'ann')
  const headers = ['host', origin.host, 'cookie', 'a=1', 'cookie', cookie]
  const text = await new Promise<string>((resolve, reject) => {
    request(new URL('/cookies', origin), { headers }, (response) => {
      response.setEncoding('utf8').once('data', resolve)
    })
      .once('error', reject)
      .end()
  })
  assert.deepEqual(JSON.parse(text), [`a=1, ${cookie}`, null])
})

function fetchExample(name: string, path: string, init?: typeof LOGIN) {
  return server.getWorker(name).fetch(`http://localhost${path}`, init)
}

const LOGIN = {
  method: 'POST',
  redirect: 'manual',
  headers: { origin: 'http://localhost' },
  body: new URLSearchParams({ username: 'ada' }),
} as const

test('the example without DEVELOPMENT has no inspector, and a cookie for https alone', async () => {
  assert.equal((await fetchExample('deployed', '/inspector')).status, 404)
  const [line = ''] = (await fetchExample('deployed', '/login', LOGIN)).headers.getSetCookie()
  assert.match(line, /^__Host-session=[^;]+;.*; Secure/)
})

test('the example with DEVELOPMENT=1 has a cookie for plain http on this machine', async () => {
  const [line = ''] = (await fetchExample('developed', '/login', LOGIN)).headers.getSetCookie()
  assert.match(line, /^session=[^;]+;/)
  assert.doesNotMatch(line, /Secure/)
})

test('the example without a secret is a plain 500 with one log line', async () => {
  server.clearLogs()
  const response = await fetchExample('unconfigured', '/')
  assert.equal(response.status, 500)
  assert.equal(await response.text(), 'Internal Server Error')
  const logs = server.getLogs().filter(({ level }) => level === 'error')
  assert.deepEqual(
    logs.map(({ message }) => message),
    ['SESSION_SECRET must be set; set it with: npx wrangler secret put SESSION_SECRET'],
  )
})

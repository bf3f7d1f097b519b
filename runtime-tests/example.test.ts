/** The example as a visitor sees it, on every runtime: the same pages, the same headers, one cookie jar. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { examples, listening, type Example } from './example.ts'
import { end, temporaryFolder, type Started } from './processes.ts'
import { walk, type Step } from './walk.ts'

interface Running {
  readonly name: string
  readonly started: Started
  readonly origin: string
}

async function startAll(t: TestContext, folder: string): Promise<Running[]> {
  const [first, ...others] = examples
  assert.ok(first)
  // the first one makes the secret that the others find
  return [
    await run(t, folder, first),
    ...(await Promise.all(others.map((one) => run(t, folder, one)))),
  ]
}

async function run(t: TestContext, folder: string, example: Example): Promise<Running> {
  const started = example.start(t, folder)
  return { name: example.name, started, origin: await listening(started) }
}

async function take(step: Step, client: TestClient): Promise<Response> {
  const response = await step.act(client)
  assert.equal(response.status, step.status)
  assert.match(await response.text(), step.text)
  return response
}

test('the example is the same on every runtime', async (t) => {
  const folder = await temporaryFolder(t)
  const running = await startAll(t, folder)

  await t.test('one cookie jar moves between runtimes from step to step', async () => {
    const clients = shareJar(running)
    for (const [index, step] of walk.entries()) {
      const client = clients[index % clients.length]
      assert.ok(client)
      await take(step, client)
    }
  })

  const expected = await headersOf(running[0])
  for (const each of running) {
    await t.test(`${each.name}: every header of every step is that of Node`, async () => {
      assert.deepEqual(await headersOf(each), expected)
    })
  }

  const kept = createTestClient(fetchPlain, { baseUrl: running[0]?.origin ?? '' })
  await kept.post('/login', { username: 'ada' })
  await Promise.all(running.map(({ started }) => end(started)))

  await t.test('a session survives the end of every process, on each runtime', async () => {
    const again = await startAll(t, folder)
    for (const { origin } of again) {
      const { jar } = kept
      const page = await createTestClient(fetchPlain, { baseUrl: origin, jar }).get('/')
      assert.match(await page.text(), /Logged in as ada</)
    }
  })
})

/** workerd compresses for who asks for it, as Cloudflare does. */
function fetchPlain(request: Request): Promise<Response> {
  request.headers.set('accept-encoding', 'identity')
  return fetch(request)
}

function shareJar(running: readonly Running[]): TestClient[] {
  const { jar } = createTestClient(fetchPlain)
  return running.map(({ origin }) => createTestClient(fetchPlain, { baseUrl: origin, jar }))
}

async function headersOf(running: Running | undefined): Promise<Record<string, Line[]>> {
  const client = createTestClient(fetchPlain, { baseUrl: running?.origin ?? '' })
  const seen: Record<string, Line[]> = {}
  for (const step of walk) seen[step.name] = readHeaders(await take(step, client))
  return seen
}

type Line = readonly [name: string, value: string]

/**
 * The header lines, tokens and the ids of messages masked. Names are in the alphabet's order: across names the order is each runtime's own and
 * means nothing (RFC 9110 §5.3); lines of one name, which are only cookies, stay in theirs.
 */
function readHeaders({ headers }: Response): Line[] {
  return Array.from(headers)
    .filter(([name]) => !TRANSPORT.has(name))
    .map(([name, value]) => [name, name === 'content-type' ? normalise(value) : mask(value)])
}

/** Where the app names no type the runtime does, and writes the same one differently (RFC 9110 §8.3.1). */
function normalise(type: string): string {
  return type.toLowerCase().replaceAll(/\s/g, '')
}

function mask(value: string): string {
  return value.replaceAll(TOKEN, '<token>').replace(MESSAGE, '$1<id>')
}

/** What the server does with the connection and the body's length, which is each runtime's own. */
const TRANSPORT = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
])

const MESSAGE = /^((?:__Host-)?flash\.)[\w-]+/

const TOKEN = /1\.[\w-]+\.[0-9a-z]+\.[\w-]+\.[\w-]{43}/g

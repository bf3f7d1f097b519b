/** The example while its Redis or PostgreSQL is away: a proxy in front of the real one refuses and lets pass. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { chrome, logInWith } from './testing-devices.ts'
import { startExample, type RunningExample } from './testing-process.ts'
import { testStores, type TestStore } from './testing-stores.ts'

for (const store of testStores.filter(({ name }) => name !== 'sqlite')) {
  describe(`with ${store.name} away`, { skip: store.skip }, () => {
    test('a page that needs the session is a 503, until the store is back', async (t) => {
      const { example, gate, visitor } = await open(t, store)
      gate.shut()
      const refused = await visitor.get('/')
      assert.equal(refused.status, 503)
      assert.match(await refused.text(), /cannot be read right now/)
      assert.equal((await visitor.get('/healthz')).status, 200)
      gate.open()
      const page = await firstGood(visitor)
      assert.match(page, /Logged in as ada/)
      assert.equal(await example.stop(), 0)
    })

    test('SIGTERM ends the process all the same', async (t) => {
      const { example, gate, visitor } = await open(t, store)
      gate.shut()
      assert.equal((await visitor.get('/')).status, 503)
      assert.equal(await example.stop(), 0)
      assert.doesNotMatch(example.output(), /^ +at |Gave up/m)
    })
  })
}

interface Scene {
  readonly example: RunningExample
  readonly gate: Gate
  readonly visitor: TestClient
}

/** Somebody who is logged in at a process whose store is behind a gate. */
async function open(t: TestContext, store: TestStore): Promise<Scene> {
  const { variables, remove } = await store.prepare()
  t.after(remove)
  const name = store.name === 'redis' ? 'REDIS_URL' : 'DATABASE_URL'
  const url = new URL(variables[name] ?? '')
  const gate = await openGate(t, url)
  url.host = `127.0.0.1:${gate.port}`
  const example = await startExample({ variables: { ...variables, [name]: url.href } })
  t.after(example.stop)
  const visitor = createTestClient(fetch, { baseUrl: example.origin })
  assert.match(await logInWith(visitor, 'ada', chrome), /Logged in as ada/)
  return { example, gate, visitor }
}

interface Gate {
  readonly port: number
  /** Cuts every connection, and each new one. */
  shut(): void
  open(): void
}

async function openGate(t: TestContext, { protocol, hostname, port }: URL): Promise<Gate> {
  const target = Number(port) || (protocol === 'redis:' ? 6379 : 5432)
  const sockets = new Set<Socket>()
  let isOpen = true
  const server = createServer((inside) => {
    if (!isOpen) return inside.destroy()
    const outside = connect(target, hostname)
    for (const [one, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy()).on('close', () => sockets.delete(one))
      one.pipe(other)
    }
    return undefined
  })
  function shut(): void {
    isOpen = false
    for (const socket of sockets) socket.destroy()
  }
  t.after(() => {
    shut()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return { port: address.port, shut, open: () => void (isOpen = true) }
}

/** The first page that is no 503, asked for as often as a 503 says, for ten seconds at most. */
async function firstGood(visitor: TestClient): Promise<string> {
  for (let left = 10; left > 0; left--) {
    const response = await visitor.get('/')
    if (response.status !== 503) return response.text()
    await wait(1000 * Number(response.headers.get('retry-after')))
  }
  return assert.fail('the store is back, and nobody noticed')
}

/** The example as a process on each store: what a visitor sees, over HTTP, on Node, Bun and Deno. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { chrome, endIds, firefox, logInWith } from './testing-devices.ts'
import { startExample, type RunningExample } from './testing-process.ts'
import { testStores, type PreparedStore } from './testing-stores.ts'

/** The runtimes' own executables: those on the path are npm's, which keep signals to themselves. */
const RUNTIMES = {
  node: [process.execPath, entry('node.ts')],
  bun: [installed('bun/package.json', '../bin/bun.exe'), entry('bun.ts')],
  deno: [
    installed('deno/package.json', '../deno'),
    'run',
    '--allow-all',
    '--no-lock',
    entry('deno.ts'),
  ],
} as const

for (const { name, skip, prepare } of testStores) {
  describe(`on ${name}`, { skip }, () => {
    let prepared: PreparedStore
    before(async () => {
      prepared = await prepare()
    })
    after(() => prepared?.remove())

    async function start(
      t: TestContext,
      runtime: keyof typeof RUNTIMES = 'node',
    ): Promise<RunningExample> {
      const { variables } = prepared
      const example = await startExample({ command: RUNTIMES[runtime], variables })
      t.after(example.stop)
      return example
    }

    for (const runtime of ['node', 'bun', 'deno'] as const) {
      test(`on ${runtime} a visitor logs in, sees their devices, ends one, logs out`, async (t) => {
        const example = await start(t, runtime)
        assert.equal(example.output(), `Costrel example on ${example.origin}\n`)
        await walk(`ada on ${runtime}`, [example.origin, example.origin])
        assert.equal(await example.stop(), 0)
        assert.match(example.output(), /^Stopping$/m)
        assert.doesNotMatch(example.output(), /Gave up/) // the store held nothing open
      })
    }

    test('two processes, of Node and of Bun, share the sessions', async (t) => {
      const running = await Promise.all([start(t), start(t, 'bun')])
      await walk('grace', [running[0].origin, running[1].origin])
    })

    test('a visitor stays logged in while the process is killed and started again', async (t) => {
      const first = await start(t)
      const visitor = browse(first.origin)
      assert.match(await logInWith(visitor, 'zoë', chrome), /<strong>1</)
      await first.kill()
      const second = await start(t)
      const moved = createTestClient(fetch, { baseUrl: second.origin, jar: visitor.jar })
      assert.match(await home(moved), /Logged in as zoë<.+<strong>2</s)
    })

    test('parallel visits are all counted', async (t) => {
      const visitor = browse((await start(t)).origin)
      await logInWith(visitor, 'lin', chrome)
      await Promise.all(Array.from({ length: 20 }, () => home(visitor)))
      assert.match(await home(visitor), /<strong>22</)
    })
  })
}

function entry(file: string): string {
  return join(import.meta.dirname, 'entry', file)
}

function installed(manifest: string, path: string): string {
  return join(createRequire(import.meta.url).resolve(manifest), path)
}

function browse(origin: string): TestClient {
  return createTestClient(fetch, { baseUrl: origin })
}

async function home(client: TestClient): Promise<string> {
  return (await client.get('/')).text()
}

/** One user on two browsers, each at a process of its own. */
async function walk(username: string, [at, other]: readonly [string, string]): Promise<void> {
  const [phone, desk] = [browse(at), browse(other)]
  assert.match(await logInWith(phone, username, chrome), /You were logged in/)
  await logInWith(desk, username, firefox)
  const [id = '', ...more] = endIds(await (await desk.get('/devices')).text())
  assert.deepEqual(more, [])
  const answer = await desk.follow(await desk.post('/devices/end', { id }))
  assert.match(await answer.text(), /Ended: Chrome on Android/)
  assert.match(await home(phone), /You are not logged in/)
  const copied = { headers: { cookie: `session=${desk.cookies()['session']}` } }
  const out = await desk.follow(await desk.post('/logout'))
  assert.match(await out.text(), /You were logged out/)
  for (const origin of [at, other]) {
    const response = await browse(origin).get('/', copied)
    assert.match(await response.text(), /You are not logged in/)
  }
}

/** The ways of the README into other frameworks: what their hooks do to the session's contract. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createTestClient } from '@costrel/http/testing'
import { Elysia } from 'elysia'
import { H3 } from 'h3'
import { findFreePort } from '../../../../tools/free-port.ts'
import { createSessions, SessionUnavailable, type Session, type Sessions } from '../index.ts'

const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'

type Fetch = (request: Request) => Response | Promise<Response>

/** What each app does at each path. */
const PAGES: Readonly<Record<string, (session: Session) => string>> = {
  '/': (session) => session.user ?? 'nobody',
  '/login': (session) => (session.login('ann'), 'welcome'),
  '/logout': (session) => (session.logout(), 'bye'),
  '/public': () => 'public',
  '/write-and-throw': (session) => {
    session.set('a', 1)
    throw new Error('broken')
  },
  '/logout-and-throw': (session) => {
    session.logout()
    throw new Error('broken')
  },
}

const FRAMEWORKS: Readonly<Record<string, (sessions: Sessions) => Fetch>> = {
  'h3 v2': (sessions) => {
    const app = new H3({ onError: ({ cause }) => answerOf(cause), silent: true })
    for (const [path, page] of Object.entries(PAGES)) {
      app.get(path, ({ req, res }) => {
        res.headers.append('set-cookie', 'theirs=1; Path=/')
        return page(sessionOf(sessions, req))
      })
    }
    return (request) => app.fetch(request)
  },
  Elysia: (sessions) => {
    const app = new Elysia().onError(({ error }) => answerOf(error))
    for (const [path, page] of Object.entries(PAGES)) {
      app.get(path, ({ request, cookie }) => {
        cookie['theirs']?.set({ value: '1', path: '/' })
        return page(sessionOf(sessions, request))
      })
    }
    return (request) => app.fetch(request)
  },
}

function answerOf(error: unknown): Response | undefined {
  return error instanceof SessionUnavailable ? error.getResponse() : undefined
}

function sessionOf(sessions: Sessions, request: Request): Session {
  const session = sessions.get(request)
  assert.ok(session !== undefined, 'the framework made another request')
  return session
}

for (const [name, createApp] of Object.entries(FRAMEWORKS)) {
  describe(`on ${name}`, () => {
    test('a visitor logs in, comes back and logs out, and other cookies stay', async () => {
      const { client } = createSite(createApp)
      const seen: string[] = []
      for (const path of ['/', '/login', '/', '/logout', '/']) {
        seen.push(await (await client.get(path)).text())
      }
      assert.deepEqual(seen, ['nobody', 'welcome', 'ann', 'bye', 'nobody'])
      assert.deepEqual(Object.keys(client.cookies()), ['theirs'])
    })

    test('a page that leaves the session alone has no header of ours', async () => {
      const { client } = createSite(createApp)
      await client.get('/login')
      const { headers } = await client.get('/public')
      assert.deepEqual(
        [headers.get('vary'), headers.get('cache-control'), headers.getSetCookie().length],
        [null, null, 1],
      )
    })

    test('what a handler that throws wrote is dropped, and an end is kept', async () => {
      const { client } = createSite(createApp)
      await client.get('/login')
      const broken = await client.get('/write-and-throw')
      assert.equal(broken.status, 500)
      assert.equal(broken.headers.getSetCookie().join().includes('__Host-session'), false)
      assert.equal(await (await client.get('/')).text(), 'ann')
      assert.equal((await client.get('/logout-and-throw')).status, 500)
      assert.equal(await (await client.get('/')).text(), 'nobody')
    })

    test('a session that nobody can check is 503', async () => {
      const site = createSite(createApp)
      await site.client.get('/login')
      site.isUp = false
      const answer = await site.client.get('/')
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
      assert.equal(await (await site.client.get('/public')).text(), 'public')
    })
  })
}

function createSite(createApp: (sessions: Sessions) => Fetch) {
  const sessions = createSessions({ secrets: [SECRET], isLive: askSite })
  const app = createApp(sessions)
  const client = createTestClient(async (request) => {
    const session = await sessions.open(request)
    return sessions.commit(session, await app(request))
  })
  const site = { client, isUp: true }
  return site

  function askSite(): boolean {
    if (!site.isUp) throw new Error('no database')
    return true
  }
}

const PACKAGE = new URL('../../', import.meta.url)
const RUNTIMES = { bun: [], deno: ['run', '--allow-net', '--allow-env', '--no-lock'] }

describe("the README's server", () => {
  for (const [runtime, args] of Object.entries(RUNTIMES)) {
    const binary = fileURLToPath(new URL(`node_modules/.bin/${runtime}`, PACKAGE))
    const skip = existsSync(binary) ? false : `${runtime} is not installed`
    const options = { skip, timeout: 30_000 }
    test(`on ${runtime} logs in, knows who comes back, and logs out`, options, async (t) => {
      const port = await findFreePort()
      const script = await writeExample(t, runtime, port)
      const server = spawn(binary, [...args, script], { detached: true, stdio: 'ignore' })
      t.after(async () => stop(server))
      const client = createTestClient(fetchWithin(port))
      await answers(port)
      const seen: string[] = []
      for (const path of ['/', '/login', '/', '/logout', '/']) {
        seen.push(await (await client.get(path)).text())
      }
      assert.deepEqual(seen, ['nobody', 'nobody', '42', '42', 'nobody'])
    })
  }
})

/** The client's jar believes in https; the server is behind no proxy here. */
function fetchWithin(port: number): Fetch {
  return async ({ url, method, headers }) =>
    fetch(new URL(new URL(url).pathname, `http://127.0.0.1:${port}`), { method, headers })
}

/** The README's block for a runtime, on a port of its own; in the package, where its imports resolve. */
async function writeExample(t: TestContext, runtime: string, port: number): Promise<string> {
  const readme = readFileSync(new URL('README.md', PACKAGE), 'utf8')
  const blocks = Array.from(readme.matchAll(/^```js\n(.*?)^```$/gms), ([, code = '']) => code)
  const global = runtime === 'bun' ? 'Bun.serve' : 'Deno.serve'
  const example = blocks.find((code) => code.includes(global))
  assert.ok(example !== undefined, `the README has no example with ${global}`)
  assert.ok(example.includes('port: 3000'))
  const folder = new URL('.readme/', PACKAGE)
  await mkdir(folder, { recursive: true })
  const script = fileURLToPath(new URL(`serve-${runtime}-${port}.js`, folder))
  await writeFile(script, example.replace('port: 3000', `port: ${port}`))
  t.after(async () => rm(script))
  return script
}

/** Asks until the server answers, for at most ten seconds. */
async function answers(port: number): Promise<void> {
  for (let left = 100; left > 0; left--) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    )
    if (isUp) return
    await wait(100)
  }
  throw new Error('the server does not answer')
}

/** npm's binaries are scripts that start the runtime: the whole group ends. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return
  process.kill(-server.pid, 'SIGKILL')
  await once(server, 'exit')
}

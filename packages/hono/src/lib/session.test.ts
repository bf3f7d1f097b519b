import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import {
  createSessions,
  SessionSealed,
  SessionTooLarge,
  type Session,
  type SessionBase,
} from '@costrel/session'
import { Hono, type MiddlewareHandler } from 'hono'
import { session, type SessionEnv } from '../index.ts'

const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'
const OTHER_SECRET = 'Vw3nRz6KpT9xQm2LcB8jHs5fDg7yEa4u'
const options = { secrets: [SECRET] }
const textOf = async (response: Promise<Response>): Promise<string> => (await response).text()

/** An app that logs in, tells who is there, and logs out. */
function createApp(middleware: MiddlewareHandler<SessionEnv>): Hono<SessionEnv> {
  const app = new Hono<SessionEnv>()
  app.use(middleware)
  app.get('/', (c) => c.text(c.var.session.user ?? 'nobody'))
  app.post('/login/:user', (c) => {
    c.var.session.login(c.req.param('user'))
    return c.redirect('/')
  })
  app.post('/logout', (c) => {
    c.var.session.logout()
    return c.redirect('/')
  })
  app.get('/healthz', (c) => c.text('ok'))
  return app
}

/** What the visitor sees in turn: a stranger, logged in, and a stranger again. */
async function walk(client: TestClient): Promise<string[]> {
  const pages = [await textOf(client.get('/'))]
  pages.push(await (await client.follow(await client.post('/login/ann'))).text())
  pages.push(await textOf(client.get('/')))
  pages.push(await (await client.follow(await client.post('/logout'))).text())
  return pages
}

const WALK = ['nobody', 'ann', 'ann', 'nobody']

describe('session()', () => {
  const forms: [about: string, middleware: () => MiddlewareHandler<SessionEnv>][] = [
    ['options', () => session(options)],
    ['a function of the bindings', () => session(() => options)],
    ['sessions', () => session(createSessions(options))],
    ['a function that gives sessions', () => session(givesSessions(createSessions(options)))],
  ]
  for (const [about, middleware] of forms) {
    test(`takes ${about}: log in, reload, log out`, async () => {
      const client = createTestClient(createApp(middleware()).fetch)
      assert.deepEqual(await walk(client), WALK)
      assert.deepEqual(client.cookies(), {})
    })

    test(`takes ${about}: a page that does not touch it has no header of ours`, async () => {
      const response = await createApp(middleware()).request('https://example.test/healthz')
      const headers = ['set-cookie', 'vary', 'cache-control'].map((name) =>
        response.headers.get(name),
      )
      assert.deepEqual(headers, [null, null, null])
    })
  }

  test('shares its sessions with what stands outside of Hono', async () => {
    const sessions = createSessions(options)
    const client = createTestClient(createApp(session(sessions)).fetch)
    await client.post('/login/ann')
    const outside = createTestClient(
      sessions.middleware((_request, session) => new Response(session.user ?? 'nobody')),
      { jar: client.jar },
    )
    assert.equal(await textOf(outside.get('/')), 'ann')
  })

  test('sets one cookie, right to the last attribute', async () => {
    const app = createApp(session(options))
    const response = await app.request('https://example.test/login/ann', { method: 'POST' })
    const [line = '', ...more] = response.headers.getSetCookie()
    assert.match(line, /^__Host-session=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    assert.deepEqual(
      [more, response.headers.get('vary'), response.headers.get('cache-control')],
      [[], 'Cookie', 'no-store'],
    )
  })

  test('throws a wrong option when the app is made', () => {
    assert.throws(() => session({ secrets: ['short'] }), /^RangeError: secrets\[0\]/)
    assert.throws(() => Reflect.apply(session, undefined, [{}]), /^TypeError: secrets/)
  })

  test('throws a wrong option of the function form at the first request', async () => {
    const errors: unknown[] = []
    const app = createApp(session((env) => ({ secrets: [env.SESSION_SECRET] })))
    app.onError((error, c) => (errors.push(error), c.text('broken', 500)))
    const response = await app.request('https://example.test/', {}, {})
    assert.equal(response.status, 500)
    assert.match(String(errors), /^TypeError: secrets\[0\]/)
  })
})

function givesSessions<Result>(sessions: Result): () => Result {
  return () => sessions
}

function tenant(app: Hono<SessionEnv>, secret: string | Uint8Array): TestClient {
  return createTestClient((request) => app.fetch(request, { SECRET: secret }))
}

describe('the function of the bindings', () => {
  interface Env {
    readonly SECRET: string | Uint8Array
  }
  const middleware = session((env: Env) => ({ secrets: [env.SECRET] }))

  test('keeps two tenants in one process apart', async () => {
    const app = createApp(middleware)
    const [first, second] = [tenant(app, SECRET), tenant(app, OTHER_SECRET)]
    await first.post('/login/ann')
    await second.post('/login/bob')
    assert.deepEqual([await textOf(first.get('/')), await textOf(second.get('/'))], ['ann', 'bob'])
    const [[, cookie = ''] = []] = Object.entries(first.cookies())
    const stolen = { headers: { cookie: `__Host-session=${cookie}` } }
    assert.equal(await textOf(first.get('/', stolen)), 'ann')
    assert.equal(await textOf(second.get('/', stolen)), 'nobody')
  })

  test('keeps tenants apart whose secrets differ in one byte', async () => {
    const bytes = new Uint8Array(randomBytes(32))
    const changed = bytes.with(31, (bytes[31] ?? 0) ^ 1)
    const app = createApp(middleware)
    const client = tenant(app, bytes)
    await client.post('/login/ann')
    const cookie = `__Host-session=${client.cookies()['__Host-session']}`
    assert.equal(await textOf(tenant(app, bytes.slice()).get('/', { headers: { cookie } })), 'ann')
    assert.equal(await textOf(tenant(app, changed).get('/', { headers: { cookie } })), 'nobody')
  })

  test('sees secrets that are rotated at run time, in the same list too', async () => {
    const secrets = [OTHER_SECRET]
    const sameObject = { secrets }
    const app = createApp(session(() => sameObject))
    const client = createTestClient(app.fetch)
    await client.post('/login/ann')
    const old = client.cookies()['__Host-session']
    secrets.unshift(SECRET)
    assert.equal(await textOf(client.get('/')), 'ann')
    assert.notEqual(client.cookies()['__Host-session'], old)
    secrets.pop()
    assert.equal(await textOf(client.get('/')), 'ann')
    secrets[0] = OTHER_SECRET
    assert.equal(await textOf(client.get('/')), 'nobody')
  })

  test('sees bytes that are changed in place', async () => {
    const secret = new Uint8Array(randomBytes(32))
    const client = tenant(createApp(middleware), secret)
    await client.post('/login/ann')
    secret[0] = (secret[0] ?? 0) ^ 1
    assert.equal(await textOf(client.get('/')), 'nobody')
  })
})

/** A clock is asked by each request that touches its session: whose clock it is tells whose sessions they are. */
function createMemo(): (secret: string | Uint8Array | { secret: string }) => Promise<boolean> {
  let asked: unknown
  const app = createApp(
    session((env: { secret: string | Uint8Array }) => ({
      secrets: [env.secret],
      now: () => {
        asked = env
        return Date.now()
      },
    })),
  )
  return async (secret) => {
    const env = { secret }
    await app.request('https://example.test/', {}, env)
    return asked !== env
  }
}

const secretOf = (index: number): string => `hQ5zLw8RkX3vNc9TpB2mYd6jSf4gAe7u${index}`

describe('what the function of the bindings gave', () => {
  test('is kept by equal secrets, though the bindings are new for each request', async () => {
    const isKept = createMemo()
    assert.deepEqual([await isKept(SECRET), await isKept(SECRET)], [false, true])
    assert.deepEqual([await isKept(OTHER_SECRET), await isKept(OTHER_SECRET)], [false, true])
    assert.equal(await isKept(SECRET), true)
  })

  const kinds: [about: string, secret: () => Uint8Array | { secret: string }][] = [
    ['bytes', () => new TextEncoder().encode(SECRET)],
    ['bytes in a Buffer', () => Buffer.from(SECRET)],
    ['a view of longer bytes', () => new TextEncoder().encode(`__${SECRET}`).subarray(2)],
    ['a secret with settings', () => ({ secret: SECRET, id: 'k1' })],
  ]
  for (const [about, secret] of kinds) {
    test(`is kept by ${about}`, async () => {
      const isKept = createMemo()
      assert.deepEqual([await isKept(secret()), await isKept(secret())], [false, true])
    })
  }

  test('is kept for at most eight sets of secrets', async () => {
    const isKept = createMemo()
    for (let index = 0; index < 9; index++) assert.equal(await isKept(secretOf(index)), false)
    for (let index = 1; index < 9; index++) assert.equal(await isKept(secretOf(index)), true)
    assert.equal(await isKept(secretOf(0)), false)
  })

  test('is not kept by equal secrets with other settings', async () => {
    const app = createApp(
      session((env: { name: string }) => ({ secrets: [SECRET], cookie: { name: env.name } })),
    )
    const names: string[] = []
    for (const name of ['a', 'b', 'a']) {
      const response = await app.request(
        'https://example.test/login/ann',
        { method: 'POST' },
        { name },
      )
      names.push(response.headers.getSetCookie().join().split('=', 1).join())
    }
    assert.deepEqual(names, ['a', 'b', 'a'])
  })
})

describe('as', () => {
  const admin = { secrets: [SECRET], cookie: { name: '__Host-admin' } }
  const app = new Hono()
    .use(session(options))
    .use(session(admin, { as: 'admin' }))
    .get('/', (c) => c.text(`${c.var.session.user},${c.var.admin.user}`))
    .post('/login', (c) => (c.var.session.login('ann'), c.redirect('/')))
    .post('/admin', (c) => (c.var.admin.login('root'), c.redirect('/')))
    .post('/both', (c) => (c.var.session.login('ann'), c.var.admin.login('root'), c.redirect('/')))
    .post('/leave', (c) => (c.var.admin.logout(), c.redirect('/')))

  test('names the variable, so that two sessions live in one app', async () => {
    const client = createTestClient(app.fetch)
    const pages: string[] = []
    for (const path of ['/login', '/admin', '/leave']) {
      await client.post(path)
      pages.push(await textOf(client.get('/')))
    }
    assert.deepEqual(pages, ['ann,undefined', 'ann,root', 'ann,undefined'])
  })

  test('gives each its own Set-Cookie in one response', async () => {
    const response = await app.request('https://example.test/both', { method: 'POST' })
    const names = response.headers.getSetCookie().map((line) => line.split('=', 1).join())
    assert.deepEqual(names.toSorted(), ['__Host-admin', '__Host-session'])
    assert.equal(response.headers.get('vary'), 'Cookie')
  })

  test('does not let the cookie of one stand for the other', async () => {
    const client = createTestClient(app.fetch)
    await client.post('/login')
    const cookie = `__Host-admin=${client.cookies()['__Host-session']}`
    assert.equal(await textOf(client.get('/', { headers: { cookie } })), 'undefined,undefined')
  })
})

describe('a failure', () => {
  test('of size is a 500 that keeps no cookie of the request', async () => {
    const errors: Error[] = []
    const app = new Hono()
      .use(session(options))
      .get('/', (c) => (c.var.session.set('big', 'x'.repeat(5000)), c.text('saved')))
    app.onError((error, c) => (errors.push(error), c.text('broken', 500)))
    const response = await app.request('https://example.test/')
    assert.deepEqual([response.status, response.headers.getSetCookie()], [500, []])
    assert.equal(await response.text(), 'broken')
    assert.ok(errors[0] instanceof SessionTooLarge)
  })

  test('to write in time throws where the write stands', async () => {
    const late = Promise.withResolvers<SessionBase>()
    const app = new Hono()
      .use(session(options))
      .get('/', (c) => (late.resolve(c.var.session), c.text('ok')))
    await app.request('https://example.test/')
    const kept = await late.promise
    assert.throws(() => kept.login('ann'), SessionSealed)
  })
})

describe('a client that sends', () => {
  const name = '__Host-session'
  const table: [about: string, cookie: string][] = [
    ['nothing', ''],
    ['an empty cookie', `${name}=`],
    [
      '1 MB of junk',
      `${name}=${randomBytes(1_000_000)
        .toString('latin1')
        .replaceAll(/[\0\r\n;]/g, '=')}`,
    ],
    ['ten thousand pairs', `${name}=x; `.repeat(10_000)],
    ['__proto__ and constructor', '__proto__=1; constructor=2; toString=3'],
    ['U+00A0 around the name', `\u00A0${name}\u00A0=1`],
    ['the name twice', `${name}=a; ${name}=b`],
    ['a token of a key that nobody has', `${name}=1.abcdefgh.mjx0000.e30.${'A'.repeat(43)}`],
  ]
  for (const [about, cookie] of table) {
    test(`${about} is a stranger, and gets no cookie`, async () => {
      const app = createApp(session(options))
      const response = await app.request('https://example.test/', { headers: { cookie } })
      assert.deepEqual(
        [response.status, await response.text(), response.headers.getSetCookie()],
        [200, 'nobody', []],
      )
    })
  }
})

test('two names for one cookie are a mistake that says how to mend it', async () => {
  const outer: Session[] = []
  const app = new Hono()
    .use(session({ secrets: [SECRET] }, { as: 'a' }))
    .use(session({ secrets: [SECRET] }, { as: 'b' }))
    .onError((error, c) => c.text(error.message, 500))
    .get('/', (c) => {
      outer.push(c.var.a)
      c.var.a.set('n', 1)
      c.var.b.set('n', 2)
      return c.text('ok')
    })
  const response = await app.request('/')
  assert.equal(response.status, 500)
  assert.match(await response.text(), /'b' and 'a' share the cookie __Host-session.*cookie\.name/)
  assert.throws(() => outer[0]?.set('n', 3), /^SessionSealed: /)
})

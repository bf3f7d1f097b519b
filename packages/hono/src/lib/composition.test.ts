import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { createSessions, SessionSealed } from '@costrel/session'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { setCookie } from 'hono/cookie'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { etag } from 'hono/etag'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { stream } from 'hono/streaming'
import { session, type SessionEnv } from '../index.ts'

const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'
const HOME = 'https://example.test/'
const options = { secrets: [SECRET] }

const ours = (response: Response): string[] =>
  response.headers.getSetCookie().filter((line) => line.startsWith('__Host-session='))

/** Who an app with these routes says is there. */
const whoIsThere = (c: Context<SessionEnv>): Response => c.text(c.var.session.user ?? 'nobody')

/** The user that a response's cookie stands for; `undefined` without one, or for a stranger's. */
async function userOf(response: Response): Promise<string | undefined> {
  const [line = ''] = ours(response)
  const [cookie = ''] = line.split(';', 1)
  const sessions = createSessions(options)
  return (await sessions.open(new Request(HOME, { headers: { cookie } }))).user
}

describe('bodyLimit with a streamed body before the session', () => {
  const app = new Hono()
    .use(bodyLimit({ maxSize: 100 }))
    .use(session(options))
    .get('/', whoIsThere)
    .post('/login', async (c) => {
      const { username } = await c.req.parseBody()
      c.var.session.login(String(username))
      return c.redirect('/')
    })

  function post(body: string, cookie = ''): Promise<Response> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie }
    const init = { method: 'POST', headers, body: new Blob([body]).stream(), duplex: 'half' }
    return Promise.resolve(app.request(`${HOME}login`, init))
  }

  test('finds the session and the body', async () => {
    const first = await post('username=ann')
    assert.deepEqual([first.status, await userOf(first)], [302, 'ann'])
    const [cookie = ''] = first.headers.getSetCookie()
    const second = await post('username=bob', cookie.split(';', 1).join())
    assert.equal(await userOf(second), 'bob')
  })

  test('answers 413 without a session', async () => {
    const response = await post(`username=${'x'.repeat(200)}`)
    assert.deepEqual([response.status, ours(response)], [413, []])
  })
})

const replace = (change: (request: Request) => Request) =>
  createMiddleware(async (c, next) => {
    c.req.raw = change(c.req.raw)
    await next()
  })

const rewritten = (request: Request): Request => new Request(request, { headers: request.headers })
const stripped = (request: Request): Request => new Request(request.url)

describe('c.req.raw that is replaced', () => {
  test('before the session leaves the right session', async () => {
    const app = new Hono()
      .use(replace(rewritten))
      .use(session(options))
      .get('/', whoIsThere)
      .get('/login', (c) => (c.var.session.login('ann'), c.text('ok')))
    const client = createTestClient(app.fetch)
    assert.equal(ours(await client.get('/login')).length, 1)
    assert.equal(await (await client.get('/')).text(), 'ann')
  })

  test('behind the session leaves the right session, whatever it takes away', async () => {
    for (const change of [rewritten, stripped]) {
      const app = new Hono()
        .use(session(options))
        .use(replace(change))
        .get('/', whoIsThere)
        .get('/login', (c) => (c.var.session.login('ann'), c.text('ok')))
      const client = createTestClient(app.fetch)
      assert.equal(ours(await client.get('/login')).length, 1)
      assert.equal(await (await client.get('/')).text(), 'ann')
    }
  })
})

describe('app.mount', () => {
  const MINUTE = 60_000
  let time = Date.UTC(2026, 0, 1)
  const sessions = createSessions({ ...options, now: () => time })
  const inner = new Hono()
    .use(session(sessions))
    .get('/', whoIsThere)
    .get('/login/:user', (c) => (c.var.session.login(c.req.param('user')), c.text('ok')))
    .get('/logout', (c) => (c.var.session.logout(), c.text('ok')))
    .get('/set', (c) => (c.var.session.set('a', 1), c.text('ok')))
    .get('/get', (c) => c.text(String(c.var.session.get('a'))))
    .get('/broken', (c) => (c.var.session.login('root'), c.text('broken', 500)))
  /** The outer app looks at the session too, as a guard does. */
  const outer = new Hono()
    .use(session(sessions))
    .use(async (c, next) => {
      if (c.req.query('guard') !== undefined) c.header('x-user', c.var.session.user ?? 'nobody')
      await next()
    })
    .mount('/in', inner.fetch)
  const bare = new Hono().mount('/in', inner.fetch)

  for (const [about, app, query] of [
    ['in an app without a session', bare, ''],
    ['in an app with the session', outer, ''],
    ['in an app that reads the session', outer, '?guard'],
  ] as const) {
    test(`${about} finds the session, with one Set-Cookie`, async () => {
      const client = createTestClient((request) => app.fetch(request))
      const lines: number[] = []
      for (const path of ['/in/login/ann', '/in/set', '/in/login/ann']) {
        lines.push(ours(await client.get(path + query)).length)
      }
      assert.deepEqual(lines, [1, 1, 1])
      assert.equal(await (await client.get(`/in/get${query}`)).text(), '1')
      assert.equal(await (await client.get(`/in/${query}`)).text(), 'ann')
      const response = await client.get(`/in/logout${query}`)
      assert.deepEqual([ours(response).length, client.cookies()], [1, {}])
    })

    test(`${about} commits by the final status`, async () => {
      const client = createTestClient((request) => app.fetch(request))
      await client.get(`/in/set${query}`)
      const response = await client.get(`/in/broken${query}`)
      assert.equal(response.status, 500)
      assert.equal(await (await client.get(`/in/${query}`)).text(), 'nobody')
    })
  }

  test('keeps what the inner app wrote when the outer one would make its cookie again', async () => {
    const client = createTestClient((request) => outer.fetch(request))
    await client.get('/in/login/ann')
    time += 20 * MINUTE
    assert.equal(ours(await client.get('/in/set?guard')).length, 1)
    assert.equal(await (await client.get('/in/get')).text(), '1')
    time += 20 * MINUTE
    await client.get('/in/logout?guard')
    assert.equal(await (await client.get('/in/')).text(), 'nobody')
  })
})

describe('the final status', () => {
  const table: [status: 302 | 303 | 401 | 403 | 404 | 409 | 500 | 503, user: string | undefined][] =
    [
      [302, 'ann'],
      [303, 'ann'],
      [401, 'ann'],
      [403, 'ann'],
      [404, 'ann'],
      [409, 'ann'],
      [500, undefined],
      [503, undefined],
    ]
  for (const [status, user] of table) {
    test(`of throw new HTTPException(${status}) ${user ? 'commits' : 'drops'}`, async () => {
      const app = new Hono().use(session(options)).get('/', (c) => {
        c.var.session.login('ann')
        throw new HTTPException(status)
      })
      const response = await app.request(HOME)
      assert.deepEqual([response.status, await userOf(response)], [status, user])
    })

    test(`of an HTTPException's own response, ${status}, ${user ? 'commits' : 'drops'}`, async () => {
      const app = new Hono().use(session(options)).get('/', (c) => {
        c.var.session.login('ann')
        const headers = { location: '/login', 'set-cookie': 'a=1' }
        throw new HTTPException(status, { res: new Response('own', { status, headers }) })
      })
      const response = await app.request(HOME)
      assert.deepEqual([response.status, await userOf(response)], [status, user])
      assert.ok(response.headers.getSetCookie().includes('a=1'))
    })

    test(`of onError, ${status}, ${user ? 'commits' : 'drops'}`, async () => {
      const app = new Hono().use(session(options)).get('/', (c) => {
        c.var.session.login('ann')
        throw new Error('broken')
      })
      app.onError((_error, c) => c.text('mended', status))
      const response = await app.request(HOME)
      assert.deepEqual([response.status, await userOf(response)], [status, user])
    })

    test(`of a sub-app's onError, ${status}, ${user ? 'commits' : 'drops'}`, async () => {
      const sub = new Hono<SessionEnv>().get('/', (c) => {
        c.var.session.login('ann')
        throw new Error('broken')
      })
      sub.onError((_error, c) => c.text('mended', status))
      const app = new Hono().use(session(options)).route('/sub', sub)
      const response = await app.request(`${HOME}sub`)
      assert.deepEqual([response.status, await userOf(response)], [status, user])
    })

    test(`of a sub-app with its own session and onError, ${status}, ${user ? 'commits' : 'drops'}`, async () => {
      const sub = new Hono().use(session(options)).get('/', (c) => {
        c.var.session.login('ann')
        throw new Error('broken')
      })
      sub.onError((_error, c) => c.text('mended', status))
      const response = await new Hono().route('/sub', sub).request(`${HOME}sub`)
      assert.deepEqual([response.status, await userOf(response)], [status, user])
    })

    test(`of middleware that answers instead, ${status}, ${user ? 'commits' : 'drops'}`, async () => {
      const app = new Hono()
        .use(session(options))
        .use(async (c, next) => {
          await next()
          c.res = new Response('instead', { status })
        })
        .get('/', (c) => (c.var.session.login('ann'), c.text('ok')))
      const response = await app.request(HOME)
      assert.deepEqual([response.status, await userOf(response)], [status, user])
    })
  }

  test('of a throw of no Error is none: nothing is kept, and the throw arrives', async () => {
    const app = new Hono().use(session(options)).get('/', (c) => {
      c.var.session.login('ann')
      throw Object.create(null) as Error
    })
    await assert.rejects(async () => app.request(HOME))
  })

  test('of 500 ends a session that was destroyed', async () => {
    const app = new Hono()
      .use(session(options))
      .get('/', whoIsThere)
      .get('/login', (c) => (c.var.session.login('ann'), c.text('ok')))
      .get('/destroy', (c) => {
        c.var.session.destroy()
        throw new HTTPException(500)
      })
    const client = createTestClient(app.fetch)
    await client.get('/login')
    assert.equal((await client.get('/destroy')).status, 500)
    assert.deepEqual(client.cookies(), {})
  })

  test('of notFound commits', async () => {
    const app = new Hono<SessionEnv>()
    app.use(session(options))
    app.notFound((c) => (c.var.session.set('lost', 1), c.text('nothing here', 404)))
    const response = await app.request(`${HOME}nowhere`)
    assert.deepEqual([response.status, ours(response).length], [404, 1])
  })

  test('of a 404 that nobody wrote to sets nothing', async () => {
    const response = await new Hono().use(session(options)).request(`${HOME}nowhere`)
    assert.deepEqual(
      [response.status, ours(response), response.headers.has('vary')],
      [404, [], false],
    )
  })
})

describe('etag', () => {
  for (const [about, app] of [
    ['inside the session', new Hono<SessionEnv>().use(session(options)).use(etag())],
    ['outside the session', new Hono<SessionEnv>().use(etag()).use(session(options))],
  ] as const) {
    app.get('/', whoIsThere)
    app.get('/login', (c) => (c.var.session.login('ann'), c.text('same')))

    test(`${about} leaves the right session, and one Set-Cookie`, async () => {
      const client = createTestClient((request) => app.fetch(request))
      const login = await client.get('/login')
      assert.deepEqual([login.status, ours(login).length], [200, 1])
      assert.ok(login.headers.has('etag'))
      assert.equal(await (await client.get('/')).text(), 'ann')
    })

    test(`${about} answers 304 with the headers that the page needs`, async () => {
      const client = createTestClient((request) => app.fetch(request))
      await client.get('/login')
      const tag = (await client.get('/')).headers.get('etag') ?? ''
      const again = await client.get('/', { headers: { 'if-none-match': tag } })
      assert.deepEqual(
        [again.status, again.headers.get('vary'), again.headers.get('cache-control'), ours(again)],
        [304, 'Cookie', 'private', []],
      )
    })
  }

  test('inside the session keeps the Set-Cookie of a 304', async () => {
    const app = new Hono()
      .use(session(options))
      .use(etag())
      .get('/', (c) => (c.var.session.login('ann'), c.text('same')))
    const tag = (await app.request(HOME)).headers.get('etag') ?? ''
    const response = await app.request(HOME, { headers: { 'if-none-match': tag } })
    assert.deepEqual([response.status, await userOf(response)], [304, 'ann'])
  })
})

describe('the middleware mounted twice', () => {
  const sessions = createSessions(options)
  const mounts = [
    ['with options', () => session(options)],
    ['with sessions', () => session(sessions)],
    ['with a function', () => session(() => options)],
  ] as const
  for (const [about, mount] of mounts) {
    const seen: unknown[] = []
    const app = new Hono()
      .use(mount())
      .use(async (c, next) => {
        seen.push(c.var.session)
        await next()
      })
      .use('/twice/*', mount())
      .get('/twice/login', (c) => {
        seen.push(c.var.session)
        c.var.session.login('ann')
        return c.text('ok')
      })
      .get('/twice', whoIsThere)
      .get('/once', whoIsThere)
      .get('/twice/broken', (c) => {
        c.var.session.login('bob')
        throw new HTTPException(500)
      })

    test(`${about} is one session, with one Set-Cookie`, async () => {
      const client = createTestClient(app.fetch)
      const response = await client.get('/twice/login')
      assert.equal(ours(response).length, 1)
      assert.equal(seen[0], seen[1])
      assert.equal(await (await client.get('/once')).text(), 'ann')
      assert.equal(await (await client.get('/twice')).text(), 'ann')
    })

    test(`${about} commits by the final status`, async () => {
      const client = createTestClient(app.fetch)
      assert.deepEqual(ours(await client.get('/twice/broken')), [])
    })
  }

  test('in an app and its sub-app is one session', async () => {
    const sub = new Hono()
      .use(session(options))
      .get('/', (c) => (c.var.session.set('a', 1), whoIsThere(c)))
    const app = new Hono()
      .use(session(options))
      .use(async (c, next) => {
        c.var.session.login('ann')
        await next()
      })
      .route('/sub', sub)
    const response = await app.request(`${HOME}sub`)
    assert.deepEqual([await response.text(), await userOf(response)], ['ann', 'ann'])
    assert.equal(ours(response).length, 1)
  })
})

describe('the response', () => {
  test('keeps the cookies of others, before and behind the session', async () => {
    const app = new Hono()
      .use(async (c, next) => {
        setCookie(c, 'before', '1')
        await next()
        setCookie(c, 'behind', '1')
      })
      .use(session(options))
      .use(async (c, next) => {
        setCookie(c, 'inner', '1')
        await next()
        setCookie(c, 'last', '1')
      })
      .get('/text', (c) => (c.var.session.login('ann'), setCookie(c, 'own', '1'), c.text('ok')))
      .get(
        '/redirect',
        (c) => (c.var.session.login('ann'), setCookie(c, 'own', '1'), c.redirect('/')),
      )
      .get('/broken', (c) => {
        c.var.session.login('ann')
        setCookie(c, 'own', '1')
        throw new HTTPException(403)
      })
    for (const path of ['text', 'redirect', 'broken']) {
      const response = await app.request(HOME + path)
      const names = response.headers.getSetCookie().map((line) => line.split('=', 1).join())
      const expected = ['__Host-session', 'before', 'behind', 'inner', 'last']
      for (const name of expected) assert.ok(names.includes(name), `${name} of ${path}`)
      assert.equal(new Set(names).size, names.length)
      assert.equal(await userOf(response), 'ann')
    }
  })

  test('keeps our headers when others set theirs behind the session', async () => {
    const app = new Hono()
      .use(async (c, next) => {
        await next()
        c.header('x-later', '1')
        c.header('vary', 'Accept', { append: true })
      })
      .use(session(options))
      .get('/', (c) => (c.var.session.login('ann'), c.text('ok')))
    const response = await app.request(HOME)
    assert.deepEqual(
      [response.headers.get('x-later'), response.headers.get('vary'), await userOf(response)],
      ['1', 'Cookie, Accept', 'ann'],
    )
  })

  test('keeps our headers beside cors and secureHeaders, in either order', async () => {
    for (const outside of [true, false]) {
      const app = new Hono<SessionEnv>()
      if (!outside) app.use(session(options))
      app.use(cors({ origin: 'https://a.test', credentials: true }), secureHeaders())
      if (outside) app.use(session(options))
      app.get('/', (c) => (c.var.session.login('ann'), c.text('ok')))
      const response = await app.request(HOME, { headers: { origin: 'https://a.test' } })
      assert.equal(await userOf(response), 'ann')
      assert.match(response.headers.get('vary') ?? '', /\bCookie\b/)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.equal(response.headers.get('x-frame-options'), 'SAMEORIGIN')
    }
  })

  test('is the same object: ours are added in place', async () => {
    const found: Response[] = []
    const app = new Hono()
      .use(async (c, next) => {
        await next()
        found.push(c.res)
      })
      .use(session(options))
      .use(async (c, next) => {
        await next()
        found.push(c.res)
      })
      .get('/write', (c) => (c.var.session.login('ann'), c.text('ok')))
      .get('/read', whoIsThere)
      .get('/untouched', (c) => c.text('ok'))
    for (const path of ['write', 'read', 'untouched']) {
      found.length = 0
      await app.request(HOME + path)
      assert.equal(found[0], found[1], path)
    }
  })

  test('is made anew when it is immutable, with its body and the cookies of others', async () => {
    const app = new Hono()
      .use(session(options))
      .get('/redirect', (c) => (c.var.session.login('ann'), Response.redirect(HOME, 303)))
      .get('/fetched', async (c) => (c.var.session.login('ann'), fetch('data:text/plain,hello')))
    const redirect = await app.request(`${HOME}redirect`)
    assert.deepEqual([redirect.status, redirect.headers.get('location')], [303, HOME])
    assert.equal(await userOf(redirect), 'ann')
    const fetched = await app.request(`${HOME}fetched`)
    assert.deepEqual([await fetched.text(), await userOf(fetched)], ['hello', 'ann'])
  })

  test('of an upgrade passes untouched', async () => {
    const upgrade = Object.defineProperty(new Response(null), 'webSocket', { value: {} })
    const found: Response[] = []
    const app = new Hono()
      .use(async (c, next) => {
        await next()
        found.push(c.res)
      })
      .use(session(options))
      .get('/', (c) => (c.var.session.login('ann'), upgrade))
    await app.request(HOME)
    assert.equal(found[0], upgrade)
    assert.deepEqual([...upgrade.headers], [])
  })

  test('of HEAD has the headers of GET', async () => {
    const app = new Hono()
      .use(session(options))
      .get('/', (c) => (c.var.session.login('ann'), c.text('ok')))
    const response = await app.request(HOME, { method: 'HEAD' })
    assert.deepEqual([await response.text(), await userOf(response)], ['', 'ann'])
  })
})

describe('a stream', () => {
  test('carries what was written before it, and refuses what comes within', async () => {
    const committed = Promise.withResolvers<undefined>()
    const thrown: unknown[] = []
    const app = new Hono().use(session(options)).get('/', (c) => {
      c.var.session.login('ann')
      return stream(c, async (out) => {
        await committed.promise
        await out.write(`hello ${c.var.session.user}`)
        try {
          c.var.session.set('late', 1)
        } catch (error) {
          thrown.push(error)
        }
      })
    })
    const response = await app.request(HOME)
    committed.resolve(undefined)
    assert.deepEqual([await response.text(), await userOf(response)], ['hello ann', 'ann'])
    assert.ok(thrown[0] instanceof SessionSealed)
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { pipe, type FetchHandler } from '@costrel/http'
import { createMemoryStore, createSessions, type Session } from '../index.ts'
import { createBrowser, OTHER_SECRET, SECRET } from './browser.test.ts'

const HOME = 'https://example.test/'
const options = { secrets: [SECRET] }

describe('middleware', () => {
  test('gives the handler the request and its session, and commits', async () => {
    const sessions = createSessions(options)
    const client = createTestClient(
      sessions.middleware((request, session) => {
        const { pathname } = new URL(request.url)
        if (pathname === '/login') session.login('ann')
        if (pathname === '/logout') session.logout()
        return new Response(session.user ?? 'nobody')
      }),
    )
    const seen: string[] = []
    for (const path of ['/', '/login', '/', '/logout', '/']) {
      seen.push(await (await client.get(path)).text())
    }
    assert.deepEqual(seen, ['nobody', 'ann', 'ann', 'nobody', 'nobody'])
  })

  test('passes the very request', async () => {
    const request = new Request(HOME)
    const seen: Request[] = []
    const fetch = createSessions(options).middleware((request) => {
      seen.push(request)
      return new Response()
    })
    await fetch(request)
    assert.equal(seen[0], request)
  })

  test("passes the runtime's further arguments", async () => {
    interface Env {
      readonly name: string
    }
    const fetch: FetchHandler<[env: Env, waitUntil: (promise: Promise<unknown>) => void]> =
      createSessions(options).middleware((_request, session, env: Env, waitUntil) => {
        waitUntil(Promise.resolve())
        session.set('tenant', env.name)
        return new Response(env.name)
      })
    const waiting: Promise<unknown>[] = []
    const response = await fetch(new Request(HOME), { name: 'a' }, (promise) =>
      waiting.push(promise),
    )
    assert.deepEqual([await response.text(), waiting.length], ['a', 1])
    assert.equal(response.headers.getSetCookie().length, 1)
  })

  test('waits for an asynchronous handler', async () => {
    const fetch = createSessions(options).middleware(async (_request, session) => {
      await Promise.resolve()
      session.set('a', 1)
      return new Response()
    })
    assert.equal((await fetch(new Request(HOME))).headers.getSetCookie().length, 1)
  })

  test('stands in a pipe with other middleware', async () => {
    const fetch = pipe(
      createSessions(options).middleware((_request, session) => new Response(session.user)),
      (next) =>
        async (request, ...rest) => {
          const response = await next(request, ...rest)
          response.headers.set('x-outer', '1')
          return response
        },
    )
    const { headers } = await fetch(new Request(HOME))
    assert.deepEqual([headers.get('x-outer'), headers.get('vary')], ['1', 'Cookie'])
  })

  test('rejects with what the handler threw, and seals the session', async () => {
    for (const thrown of [new Error('broken'), 'a text', undefined]) {
      const kept: Session[] = []
      const fetch = createSessions(options).middleware((_request, session) => {
        session.set('a', 1)
        kept.push(session)
        throw thrown
      })
      const outcome = await Promise.resolve(fetch(new Request(HOME))).then(
        () => 'answered',
        (error: unknown) => [error],
      )
      assert.deepEqual(outcome, [thrown])
      assert.throws(() => kept[0]?.set('a', 2), /^SessionSealed: /)
    }
  })

  test('ends a stored session that took a new id where its commit fails, as where the handler throws', async () => {
    const sessions = createSessions({ ...options, store: createMemoryStore() })
    const pages = sessions.middleware(({ url }, session) => {
      if (url.endsWith('/login')) session.set('cart', { items: [1] })
      else {
        session.regenerate()
        Object.assign(session.get('cart') ?? {}, { at: new Date(0) })
      }
      return new Response('ok')
    })
    const login = await pages(new Request(`${HOME}login`))
    const headers = { cookie: login.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' }
    assert.equal((await sessions.open(new Request(HOME, { headers }))).isNew, false)
    const renewed = Promise.resolve(pages(new Request(HOME, { headers })))
    await assert.rejects(renewed, /^TypeError: cart\.at is a Date/)
    assert.equal((await sessions.open(new Request(HOME, { headers }))).isNew, true)
  })

  for (const returned of [undefined, null, 'text', {}]) {
    test(`names the mistake of a handler that returns ${typeof returned}`, async () => {
      const { middleware } = createSessions(options)
      const fetch: FetchHandler = Reflect.apply(middleware, undefined, [() => returned])
      await assert.rejects(
        async () => fetch(new Request(HOME)),
        /^TypeError: .* to a Response, not to /,
      )
    })
  }

  test('seals a session that a handler left untouched and threw', async () => {
    const kept: Session[] = []
    const fetch = createSessions(options).middleware((_request, session) => {
      kept.push(session)
      throw new Error('broken')
    })
    await assert.rejects(async () => fetch(new Request(HOME)), /^Error: broken$/)
    assert.throws(() => kept[0]?.set('a', 1), /^SessionSealed: /)
  })

  test('two of them have a cookie each', async () => {
    const outer = createSessions({ ...options, cookie: { name: '__Host-outer' } })
    const inner = createSessions({ secrets: [OTHER_SECRET], cookie: { name: '__Host-inner' } })
    const client = createTestClient(
      outer.middleware((request, first) =>
        inner.middleware((_request, second) => {
          const seen = [first.get('a'), second.get('a')].join()
          first.set('a', 'outer')
          second.set('a', 'inner')
          return new Response(seen)
        })(request),
      ),
    )
    await client.get('/')
    assert.deepEqual(Object.keys(client.cookies()).toSorted(), ['__Host-inner', '__Host-outer'])
    assert.equal(await (await client.get('/')).text(), 'outer,inner')
  })
})

describe('get', () => {
  test("gives the request's session, to the handler and what it calls", async () => {
    const sessions = createSessions(options)
    const found: boolean[] = []
    const fetch = sessions.middleware((request, session) => {
      found.push(sessions.get(request) === session)
      return new Response()
    })
    await fetch(new Request(HOME))
    assert.deepEqual(found, [true])
  })

  test('knows no other request, and no other sessions', async () => {
    const sessions = createSessions(options)
    const request = new Request(HOME)
    assert.equal(sessions.get(request), undefined)
    const session = await sessions.open(request)
    assert.equal(sessions.get(request), session)
    assert.equal(sessions.get(request.clone()), undefined)
    assert.equal(createSessions(options).get(request), undefined)
  })
})

describe('open and commit', () => {
  test('are the contract underneath', async () => {
    const sessions = createSessions(options)
    const session = await sessions.open(new Request(HOME))
    session.set('a', 1)
    const [cookie = ''] = (await sessions.commit(session, new Response())).headers.getSetCookie()
    const next = await sessions.open(new Request(HOME, { headers: { cookie } }))
    assert.equal(next.get('a'), 1)
  })

  test('refuse a session of other sessions', async () => {
    const session = await createSessions(options).open(new Request(HOME))
    await assert.rejects(createSessions(options).commit(session, new Response()), TypeError)
  })

  test('give parallel requests a session each: the last response wins', async () => {
    const { sessions, client } = createBrowser()
    const first = await sessions.open(new Request(HOME))
    const second = await sessions.open(new Request(HOME))
    first.set('a', 1)
    second.set('b', 2)
    for (const session of [first, second]) {
      const response = await sessions.commit(session, new Response())
      for (const line of response.headers.getSetCookie()) client.jar.setCookieSync(line, HOME)
    }
    const cookie = client.jar.getCookieStringSync(HOME)
    const next = await sessions.open(new Request(HOME, { headers: { cookie } }))
    assert.deepEqual(next.toObject(), { b: 2 })
  })

  test('leave an upgrade and an error response alone', async () => {
    const { sessions } = createBrowser()
    const session = await sessions.open(new Request(HOME))
    session.set('a', 1)
    const response = Response.error()
    assert.equal(await sessions.commit(session, response), response)
  })
})

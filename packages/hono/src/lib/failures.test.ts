/** What the session throws, as Hono answers it; and what others put on a response. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import type { IsLive } from '@costrel/session'
import { Hono } from 'hono'
import { session, type SessionEnv } from '../index.ts'

const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'

interface Site {
  readonly client: TestClient
  /** The clock, in milliseconds since the epoch. */
  time: number
  isLive: IsLive
}

/** An app with a login, a page of one's own, one that needs a recent login, and one for everybody. */
function createSite(): Site {
  const options = { secrets: [SECRET], now: () => site.time, isLive: askSite }
  const app = new Hono<SessionEnv>().use(session(options))
  app.post('/login', (c) => (c.var.session.login('ann'), c.text('welcome')))
  app.get('/', (c) => c.text(c.var.session.user ?? 'nobody'))
  app.get('/public', (c) => c.text('public'))
  app.post('/password', (c) => {
    c.var.session.set('tried', true)
    c.var.session.requireRecentLogin(300)
    return c.text('changed')
  })
  const site: Site = { client: createTestClient(app.fetch), time: 0, isLive: () => true }
  return site

  function askSite(claims: Parameters<IsLive>[0]): boolean | Promise<boolean> {
    return site.isLive(claims)
  }
}

describe('a session that nobody can check', () => {
  const broken: [about: string, isLive: IsLive][] = [
    ['throws', () => raise()],
    ['rejects', async () => raise()],
  ]
  for (const [about, isLive] of broken) {
    test(`is 503 with Retry-After where it is touched: isLive ${about}`, async () => {
      const site = createSite()
      await site.client.post('/login')
      site.isLive = isLive
      const answer = await site.client.get('/')
      assert.deepEqual(
        [answer.status, answer.headers.get('retry-after'), answer.headers.get('cache-control')],
        [503, '1', 'no-store'],
      )
      assert.deepEqual(answer.headers.getSetCookie(), [])
      assert.equal((await site.client.post('/login')).status, 503)
    })

    test(`answers as ever where it is not: isLive ${about}`, async () => {
      const site = createSite()
      await site.client.post('/login')
      site.isLive = isLive
      const answer = await site.client.get('/public')
      assert.deepEqual([answer.status, await answer.text()], [200, 'public'])
      assert.deepEqual(
        ['set-cookie', 'vary', 'cache-control'].map((name) => answer.headers.get(name)),
        [null, null, null],
      )
    })

    test(`is no matter to a visitor without one: isLive ${about}`, async () => {
      const site = createSite()
      site.isLive = isLive
      assert.equal(await (await site.client.get('/')).text(), 'nobody')
    })
  }

  test('is there again once it can be checked', async () => {
    const site = createSite()
    await site.client.post('/login')
    site.isLive = () => raise()
    await site.client.get('/')
    site.isLive = () => true
    assert.equal(await (await site.client.get('/')).text(), 'ann')
  })
})

describe('requireRecentLogin', () => {
  test('is 403 for a stranger and for an older login', async () => {
    const site = createSite()
    assert.equal((await site.client.post('/password')).status, 403)
    await site.client.post('/login')
    assert.equal(await (await site.client.post('/password')).text(), 'changed')
    site.time += 301_000
    const answer = await site.client.post('/password')
    assert.deepEqual([answer.status, await answer.text()], [403, 'Log in again, please.'])
    assert.equal(await (await site.client.get('/')).text(), 'ann')
  })

  test('is what onError makes of it, such as the way to a login form', async () => {
    const app = new Hono<SessionEnv>().use(session({ secrets: [SECRET] }))
    app.post('/password', (c) => (c.var.session.requireRecentLogin(300), c.text('changed')))
    app.onError((error, c) =>
      'code' in error && error.code === 'login-required' ? c.redirect('/login') : c.text('', 500),
    )
    const answer = await createTestClient(app.fetch).post('/password')
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/login'])
  })
})

function raise(): never {
  throw new Error('no database')
}

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session } from '../index.ts'
import { createBrowser } from './browser.test.ts'

const TOKEN = '1\\.[\\w-]+\\.[0-9a-z]+\\.[\\w-]+\\.[\\w-]{43}'
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Lax'
const write = (session: Session): void => session.set('a', 1)
const look = (session: Session): void => void session.get('a')
const pass = (): void => undefined

describe('Set-Cookie', () => {
  test('is right to the last attribute', async () => {
    const response = await createBrowser().visit(write)
    const [line = '', ...more] = response.headers.getSetCookie()
    assert.match(line, new RegExp(`^__Host-session=${TOKEN}; ${ATTRIBUTES}$`))
    assert.deepEqual(more, [])
  })

  test('deletes with the same attributes', async () => {
    const browser = createBrowser()
    await browser.visit(write)
    const response = await browser.visit((session) => session.logout())
    const past = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT'
    const line = `__Host-session=; ${past}; ${ATTRIBUTES}`
    assert.deepEqual(response.headers.getSetCookie(), [line])
    assert.deepEqual(browser.client.cookies(), {})
  })

  test('takes the name from the options', async () => {
    for (const name of ['__Host-admin', '__Secure-admin', 'admin']) {
      const browser = createBrowser({ cookie: { name } })
      const response = await browser.visit(write)
      assert.match(
        response.headers.getSetCookie().join(),
        new RegExp(`^${name}=${TOKEN}; ${ATTRIBUTES}$`),
      )
      assert.equal(browser.sessions.cookieName, name)
      assert.equal(await browser.read((session) => session.get('a')), 1)
    }
  })

  test('keeps the cookies of others', async () => {
    const response = new Response('ok')
    response.headers.append('set-cookie', 'a=1; Path=/')
    response.headers.append('set-cookie', 'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT')
    const [first, second, own, ...more] = (
      await createBrowser().visit(write, { response })
    ).headers.getSetCookie()
    assert.deepEqual([first, second], ['a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT'])
    assert.match(own ?? '', /^__Host-session=/)
    assert.deepEqual(more, [])
  })

  test('takes the place of an earlier line of our own', async () => {
    const headers = { 'set-cookie': `__Host-session=theirs; ${ATTRIBUTES}` }
    const response = await createBrowser().visit(write, { response: new Response('', { headers }) })
    const lines = response.headers.getSetCookie()
    assert.equal(lines.length, 1)
    assert.doesNotMatch(lines.join(), /theirs/)
  })

  test('is one line when the session is committed twice', async () => {
    const { sessions } = createBrowser()
    const session = await sessions.open(new Request('https://example.test/'))
    write(session)
    const once = await sessions.commit(session, new Response())
    const [line] = once.headers.getSetCookie()
    const twice = await sessions.commit(session, once)
    assert.deepEqual(twice.headers.getSetCookie(), [line])
    const other = await sessions.commit(session, new Response('an error page', { status: 404 }))
    assert.deepEqual(other.headers.getSetCookie(), [line])
  })

  test('is there for every kind of response', async () => {
    const responses = [
      Response.redirect('https://example.test/'),
      Response.json({}),
      new Response(null, { status: 204 }),
      new Response(null, { status: 304 }),
      new Response(new ReadableStream()),
    ]
    for (const response of responses) {
      const { status } = response
      const answer = await createBrowser().visit(write, { response })
      assert.deepEqual([answer.status, answer.headers.getSetCookie().length], [status, 1])
    }
  })

  test('reaches an immutable response in a copy with the same body', async () => {
    const url = 'data:text/plain,hello'
    const fetched = await fetch(url)
    const response = await createBrowser().visit(write, { response: fetched })
    assert.equal(await response.text(), 'hello')
    assert.equal(response.headers.get('content-type'), 'text/plain')
    assert.equal(response.headers.getSetCookie().length, 1)
  })
})

describe('an untouched session', () => {
  test('leaves the response object as it is, with a valid cookie, a bad one or none', async () => {
    const browser = createBrowser()
    await browser.visit(write)
    for (const cookie of [`__Host-session=${browser.cookie()}`, '__Host-session=x', '']) {
      const headers = {
        vary: 'Accept',
        'cache-control': 'public',
        'cdn-cache-control': 'max-age=9',
      }
      const response = new Response('ok', { headers })
      const before = [...response.headers]
      const answer = await browser.visit(pass, { response, headers: { cookie } })
      assert.equal(answer, response)
      assert.deepEqual([...answer.headers], before)
    }
    assert.deepEqual(
      browser.events.filter(({ type }) => type !== 'created'),
      [],
    )
  })

  test('leaves an immutable response as it is', async () => {
    const response = Response.redirect('https://example.test/')
    assert.equal(await createBrowser().visit(pass, { response }), response)
  })
})

describe('a touched session', () => {
  const touches: [about: string, touch: (session: Session) => unknown][] = [
    ['get', (session) => session.get('a')],
    ['has', (session) => session.has('a')],
    ['keys', (session) => session.keys()],
    ['toObject', (session) => session.toObject()],
    ['user', (session) => session.user],
    ['authAge', (session) => session.authAge],
    ['id', (session) => session.id],
    ['isNew', (session) => session.isNew],
    ['createdAt', (session) => session.createdAt],
    ['lastSeenAt', (session) => session.lastSeenAt],
    ['expiresAt', (session) => session.expiresAt],
    ['remember', (session) => session.remember],
    ['rotate', (session) => session.rotate()],
    ['touch', (session) => session.touch(false)],
    ['delete', (session) => session.delete('a')],
    ['clear', (session) => session.clear()],
    ['logout', (session) => session.logout()],
    ['destroy', (session) => session.destroy()],
    ['regenerate', (session) => session.regenerate()],
  ]
  for (const [about, touch] of touches) {
    test(`makes the page depend on cookies: ${about}`, async () => {
      const { headers } = await createBrowser().visit((session) => void touch(session))
      assert.equal(headers.get('vary'), 'Cookie')
      assert.match(headers.get('cache-control') ?? '', /^(private|no-store)$/)
      assert.deepEqual(headers.getSetCookie(), [])
    })
  }

  test('keeps the response object', async () => {
    const response = new Response('ok')
    assert.equal(await createBrowser().visit(look, { response }), response)
    const written = new Response('ok')
    assert.equal(await createBrowser().visit(write, { response: written }), written)
  })
})

describe('Vary', () => {
  const table: [vary: string, merged: string][] = [
    ['Accept', 'Accept, Cookie'],
    ['cookie', 'cookie'],
    ['Accept, Cookie', 'Accept, Cookie'],
    ['*', '*'],
  ]
  for (const [vary, merged] of table) {
    test(`'${vary}' becomes '${merged}'`, async () => {
      for (const act of [look, write]) {
        const response = new Response('ok', { headers: { vary } })
        const { headers } = await createBrowser().visit(act, { response })
        assert.equal(headers.get('vary'), merged)
      }
    })
  }
})

const directives = (value: string | null): string[] => (value ?? '').split(', ').toSorted()

const respond = (said: string): Response =>
  new Response('ok', said === '' ? {} : { headers: { 'cache-control': said } })

describe('Cache-Control', () => {
  const table: [about: string, read: string][] = [
    ['', 'private'],
    ['no-store', 'no-store'],
    ['private', 'private'],
    ['no-cache', 'no-cache, private'],
    ['max-age=60', 'max-age=60, private'],
    ['public, max-age=60', 'max-age=60, private'],
    ['s-maxage=60, max-age=5', 'max-age=5, private'],
    ['PUBLIC', 'private'],
    ['private="set-cookie"', 'private'],
    ['private, max-age=60', 'max-age=60, private'],
    ['no-store, private', 'no-store, private'],
  ]
  for (const [said, read] of table) {
    test(`'${said}' becomes '${read}', and 'no-store' with our cookie`, async () => {
      const looked = await createBrowser().visit(look, { response: respond(said) })
      assert.deepEqual(directives(looked.headers.get('cache-control')), directives(read))
      const written = await createBrowser().visit(write, { response: respond(said) })
      assert.equal(written.headers.get('cache-control'), 'no-store')
    })
  }

  test('is not undone by the headers of a CDN or a proxy', async () => {
    const names = [
      'cdn-cache-control',
      'cloudflare-cdn-cache-control',
      'anyones-cache-control',
      'surrogate-control',
      'edge-control',
      'x-accel-expires',
    ]
    for (const act of [look, write]) {
      const headers = Object.fromEntries(names.map((name) => [name, '600']))
      const response = new Response('ok', { headers: { ...headers, 'x-other': '1' } })
      const browser = createBrowser()
      const answer = await browser.visit(act, { response })
      for (const name of names) assert.equal(answer.headers.has(name), false, name)
      assert.equal(answer.headers.get('x-other'), '1')
      const removed = browser.events.flatMap((event) =>
        event.type === 'cache-header-removed' ? event.header : [],
      )
      assert.deepEqual(removed.toSorted(), names.toSorted())
    }
  })

  test('is no-store when the cookie is deleted, and when it is made again', async () => {
    const browser = createBrowser()
    await browser.visit(write)
    browser.clock.advance(20 * 60)
    for (const act of [look, (session: Session) => session.destroy()]) {
      const { headers } = await browser.visit(act)
      assert.equal(headers.getSetCookie().length, 1)
      assert.equal(headers.get('cache-control'), 'no-store')
    }
  })
})

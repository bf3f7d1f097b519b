import assert from 'node:assert/strict'
import { createSessions, SessionTooLarge } from '@costrel/session'
import { z } from 'zod'
import cookies from '../vectors/sessions.json' with { type: 'json' }
import type { Area } from './conformance.ts'
import { createApp, SECRET } from './session-app.ts'

const HOME = 'https://example.test/'
const OTHER_SECRET = 'hex:17c9e2b05da84f3361fe9a7c80d45b2e96137fa8c0e54d2b7a19f3860ebd52c4'

/** A session over `Request` and `Response`. */
export const session: Area = {
  'an untouched session changes no header': async () => {
    const { visit } = createApp()
    const before = [...new Response('ok').headers]
    const { headers } = await visit(() => undefined)
    assert.deepEqual([...headers], before)
  },

  'a read session varies by cookie and is private': async () => {
    const { visit } = createApp()
    const { headers } = await visit((session) => void session.get('a'))
    assert.equal(headers.get('vary'), 'Cookie')
    assert.equal(headers.get('cache-control'), 'private')
    assert.deepEqual(headers.getSetCookie(), [])
  },

  'a written session sets one cookie, right to the last attribute': async () => {
    const { visit } = createApp()
    const { headers } = await visit((session) => session.set('a', 1))
    const [line = '', ...more] = headers.getSetCookie()
    assert.match(line, /^__Host-session=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    assert.deepEqual(more, [])
    assert.equal(headers.get('cache-control'), 'no-store')
  },

  'what is written comes back, whatever JSON it is': async () => {
    const { visit } = createApp()
    const value = { text: 'naïve ☃ 🌍', list: [1, 2.5, -0.1, null, true], nested: { a: {} } }
    await visit((session) => session.set('value', value))
    await visit((session) => assert.deepEqual(session.get('value'), value))
  },

  'login, a changed object, logout': async () => {
    const { visit, client } = createApp()
    await visit((session) => {
      session.login('42')
      session.set('list', [1])
    })
    const before = client.cookies()
    await visit((session) => {
      assert.equal(session.user, '42')
      const list: unknown = session.get('list')
      assert.ok(Array.isArray(list))
      list.push(2)
    })
    assert.notDeepEqual(client.cookies(), before)
    await visit((session) => assert.deepEqual(session.get('list'), [1, 2]))
    await visit((session) => session.logout())
    assert.deepEqual(client.cookies(), {})
    await visit((session) => assert.equal(session.user, undefined))
  },

  'login makes a new id, of random bytes': async () => {
    const { visit } = createApp()
    const ids: string[] = []
    await visit((session) => session.set('a', 1))
    await visit((session) => {
      ids.push(session.id)
      session.login('42')
    })
    await visit((session) => ids.push(session.id))
    assert.equal(new Set(ids).size, 2)
  },

  'a cookie that another runtime made is read': async () => {
    for (const { cookie, user, data } of cookies.cases) {
      const sessions = createSessions({ secrets: [cookies.secret], now: () => cookies.now + 1000 })
      const opened = await sessions.open(new Request(HOME, { headers: { cookie } }))
      assert.equal(opened.user, user)
      assert.deepEqual(opened.toObject(), data)
    }
  },

  'a cookie is made to the same character, but for its random id': async () => {
    for (const { cookie, user, data, randomBytes } of cookies.cases) {
      const bytes = Uint8Array.from(randomBytes)
      const sessions = createSessions({
        secrets: [cookies.secret],
        now: () => cookies.now,
        randomBytes: (length) => bytes.slice(0, length),
      })
      const opened = await sessions.open(new Request(HOME))
      opened.login(user)
      for (const [key, value] of Object.entries(data)) opened.set(key, value)
      const [line = ''] = (await sessions.commit(opened, new Response())).headers.getSetCookie()
      assert.equal(line.split(';', 1)[0], cookie)
    }
  },

  'junk, a changed cookie and another secret give an empty session and an event': async () => {
    const { visit, client, events } = createApp()
    await visit((session) => session.login('42'))
    const value = client.cookies()['__Host-session'] ?? ''
    const foreign = createApp(OTHER_SECRET)
    await foreign.visit((session) => session.login('42'))
    for (const bad of [
      'junk',
      `${value.slice(0, -1)}!`,
      value.replace(/\.[\w-]{4}/, '.AAAA'),
      foreign.client.cookies()['__Host-session'] ?? '',
    ]) {
      events.length = 0
      const headers = { cookie: `__Host-session=${bad}` }
      const response = await visit((session) => assert.equal(session.user, undefined), { headers })
      assert.deepEqual(response.headers.getSetCookie(), [])
      assert.deepEqual([...new Set(events.map(({ type }) => type))], ['rejected'])
    }
  },

  'cookies appended in code are found where the runtime joins them by semicolons, and strangers elsewhere':
    async () => {
      const { visit, client } = createApp()
      await visit((session) => session.login('42'))
      const headers = new Headers({ cookie: 'a=1' })
      headers.append('cookie', `__Host-session=${client.cookies()['__Host-session']}`)
      const expected = headers.get('cookie')?.startsWith('a=1; ') ? '42' : undefined
      await visit((session) => assert.equal(session.user, expected), { headers })
    },

  'a session ends after its idle timeout': async () => {
    const { visit, clock } = createApp()
    await visit((session) => session.login('42'))
    clock.time += 1801 * 1000
    await visit((session) => assert.equal(session.user, undefined))
  },

  'an error of the server drops what was written': async () => {
    const { visit } = createApp()
    const failed = new Response('', { status: 500 })
    const { headers } = await visit((session) => session.set('a', 1), {}, failed)
    assert.deepEqual(headers.getSetCookie(), [])
  },

  'a session that is too large is an error that names its keys': async () => {
    const { visit } = createApp()
    await assert.rejects(
      visit((session) => session.set('big', 'x'.repeat(5000))),
      (error) => error instanceof SessionTooLarge && /big/.test(error.message),
    )
  },

  'a redirect carries the cookie, mutable or not': async () => {
    const { visit } = createApp()
    const redirect = Response.redirect(`${HOME}next`, 303)
    const response = await visit((session) => session.login('42'), {}, redirect)
    assert.equal(response.headers.get('location'), `${HOME}next`)
    assert.equal(response.headers.getSetCookie().length, 1)
  },

  'a schema of Zod is asked': async () => {
    const sessions = createSessions({ secrets: [SECRET], schema: { count: z.number().int() } })
    const opened = await sessions.open(new Request(HOME))
    opened.set('count', 1)
    assert.throws(() => opened.set('count', 1.5))
    assert.equal(opened.get('count'), 1)
  },

  'requests that overlap have a session each': async () => {
    const sessions = createSessions({ secrets: [SECRET] })
    const fetch = sessions.middleware(async (request, session) => {
      session.login(new URL(request.url).pathname.slice(1))
      await new Promise((resolve) => setTimeout(resolve, 1))
      return new Response(session.user)
    })
    const users = Array.from({ length: 20 }, (_, index) => `user${index}`)
    const responses = await Promise.all(users.map((user) => fetch(new Request(HOME + user))))
    assert.deepEqual(await Promise.all(responses.map((response) => response.text())), users)
  },
}

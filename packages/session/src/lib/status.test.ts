import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session } from '../index.ts'
import { createBrowser, type Browser } from './browser.test.ts'

type Any = Record<string, unknown>
const all = (session: Session): unknown => [session.user, session.toObject()]
const ANN = ['ann', { cart: [1] }]
const NOBODY = [undefined, {}]

/** Ann is logged in, with something in her cart; the events so far are forgotten. */
async function annAtWork(): Promise<Browser<Any>> {
  const browser = createBrowser()
  await browser.visit((session) => (session.login('ann'), session.set('cart', [1])))
  browser.events.length = 0
  return browser
}

const writeTwo = (session: Session): void => {
  session.set('cart', [2])
  session.set('secret', 'hunter2')
}

const respond = (status: number): Response => new Response(null, { status })
const COMMITS = [200, 204, 302, 303, 304, 400, 403, 404, 409, 429, 499]
const FAILS = [500, 501, 502, 503, 504, 599]

describe('below 500', () => {
  for (const status of COMMITS) {
    test(`${status} commits writes, logins, new ids and ends`, async () => {
      const acts: [act: (session: Session) => void, after: unknown][] = [
        [(session) => session.set('cart', [2]), ['ann', { cart: [2] }]],
        [(session) => session.login('bob'), ['bob', {}]],
        [(session) => session.regenerate({ keep: false }), ['ann', {}]],
        [(session) => session.logout(), NOBODY],
        [(session) => session.destroy(), NOBODY],
      ]
      for (const [act, after] of acts) {
        const browser = await annAtWork()
        await browser.visit(act, { response: respond(status) })
        assert.deepEqual(await browser.read(all), after)
      }
    })
  }
})

describe('at 500 and above', () => {
  for (const status of FAILS) {
    test(`${status} drops writes, with an event`, async () => {
      const browser = await annAtWork()
      const response = await browser.visit(writeTwo, { response: respond(status) })
      assert.deepEqual([response.status, response.headers.getSetCookie()], [status, []])
      const [event, ...more] = browser.events
      assert.equal(event?.type, 'changes-dropped')
      assert.deepEqual([event.status, event.keys, more], [status, ['cart', 'secret'], []])
      assert.doesNotMatch(JSON.stringify(event), /hunter2/)
      assert.deepEqual(await browser.read(all), ANN)
    })

    test(`${status} commits destroy and logout, and drops what was written after`, async () => {
      const acts: ((session: Session) => void)[] = [
        (session) => session.destroy(),
        (session) => session.logout(),
        (session) => (session.logout(), session.set('cart', [2])),
        (session) => (session.logout(), session.login('bob')),
      ]
      for (const act of acts) {
        const browser = await annAtWork()
        await browser.visit(act, { response: respond(status) })
        assert.deepEqual(browser.client.cookies(), {})
        assert.deepEqual(await browser.read(all), NOBODY)
        assert.equal(browser.events.filter(({ type }) => type === 'destroyed').length, 1)
      }
    })

    test(`${status} commits regenerate and login as destroy, without the login`, async () => {
      const acts: ((session: Session) => void)[] = [
        (session) => session.regenerate(),
        (session) => session.login('ann'),
        (session) => session.login('bob'),
      ]
      for (const act of acts) {
        const browser = await annAtWork()
        await browser.visit(act, { response: respond(status) })
        assert.deepEqual(browser.client.cookies(), {})
        assert.deepEqual(await browser.read(all), NOBODY)
        const types = browser.events.map(({ type }) => type).toSorted()
        assert.deepEqual(types, ['changes-dropped', 'destroyed'])
      }
    })
  }

  test("a stranger's writes and login leave no cookie", async () => {
    for (const act of [(s: Session) => s.set('a', 1), (s: Session) => s.login('ann')]) {
      const browser = createBrowser()
      const response = await browser.visit(act, { response: respond(500) })
      assert.deepEqual(response.headers.getSetCookie(), [])
      assert.deepEqual(
        browser.events.map(({ type }) => type),
        ['changes-dropped'],
      )
    }
  })

  test('the end of a session dropped nothing', async () => {
    for (const act of [(s: Session) => s.destroy(), (s: Session) => s.logout()]) {
      const browser = await annAtWork()
      await browser.visit(act, { response: respond(500) })
      assert.deepEqual(
        browser.events.map(({ type }) => type),
        ['destroyed'],
      )
    }
  })

  test('the cookie is not made again', async () => {
    const browser = await annAtWork()
    browser.clock.advance(20 * 60)
    const response = await browser.visit((s) => void s.get('cart'), { response: respond(503) })
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  test('the page still depends on cookies', async () => {
    const browser = await annAtWork()
    const { headers } = await browser.visit((s) => s.set('a', 1), { response: respond(500) })
    assert.deepEqual([headers.get('vary'), headers.get('cache-control')], ['Cookie', 'private'])
  })

  test('a session that would be too large is no further error', async () => {
    const browser = await annAtWork()
    const response = await browser.visit((session) => session.set('a', 'x'.repeat(5000)), {
      response: respond(500),
    })
    assert.equal(response.status, 500)
    assert.deepEqual(await browser.read(all), ANN)
  })

  test('a value that JSON would lose, put there in place, is no further error', async () => {
    const browser = createBrowser<{ list: unknown[] }>()
    await browser.visit((session) => session.set('list', [1]))
    const response = await browser.visit((s) => void s.get('list')?.push(1n), {
      response: respond(500),
    })
    assert.equal(response.status, 500)
    assert.deepEqual(await browser.read((session) => session.get('list')), [1])
  })

  test('the session is sealed as by any commit', async () => {
    const { sessions } = createBrowser()
    const session = await sessions.open(new Request('https://example.test/'))
    session.set('a', 1)
    await sessions.commit(session, respond(500))
    assert.throws(() => session.set('a', 2), /^SessionSealed: /)
  })
})

describe('a handler that throws', () => {
  test('drops writes, with an event that has no status', async () => {
    const browser = await annAtWork()
    const visit = browser.visit((session) => {
      session.set('cart', [2])
      throw new Error('broken')
    })
    await assert.rejects(visit, /^Error: broken$/)
    const [event, ...more] = browser.events
    assert.equal(event?.type, 'changes-dropped')
    assert.deepEqual([event.status, event.keys, more], [undefined, ['cart'], []])
    assert.deepEqual(await browser.read(all), ANN)
  })

  test('drops a login', async () => {
    const browser = createBrowser()
    const visit = browser.visit((session) => {
      session.login('ann')
      throw new Error('broken')
    })
    await assert.rejects(visit, /^Error: broken$/)
    assert.deepEqual(browser.client.cookies(), {})
  })

  test('is answered with its own error, whatever it left in the session', async () => {
    const browser = createBrowser<{ list: unknown[] }>()
    await browser.visit((session) => session.set('list', [1]))
    const visit = browser.visit((session) => {
      session.get('list')?.push(1n)
      throw new Error('broken')
    })
    await assert.rejects(visit, /^Error: broken$/)
  })
})

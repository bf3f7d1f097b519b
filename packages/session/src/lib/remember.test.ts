import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session, SessionOptions } from '../index.ts'
import { createBrowser, type Browser } from './browser.test.ts'

type Any = Record<string, unknown>

const MINUTE = 60
const DAY = 86_400
const remember = { idle: '30d', absolute: '90d' } as const
const look = (session: Session): unknown => session.user
const stay = (session: Session): void => {
  session.login('ann')
  session.remember = true
}

const forget = (session: Session): void => {
  session.remember = false
}

/** Ann is logged in, and wants to stay it. */
async function annStays(options: Partial<SessionOptions<Any>> = {}): Promise<Browser<Any>> {
  const browser = createBrowser({ remember, ...options })
  await browser.visit(stay)
  return browser
}

/** `Max-Age` of the cookie that a visit sets; `undefined` for one that ends with the browser. */
async function maxAge(browser: Browser<Any>, act: (session: Session) => void): Promise<unknown> {
  const [line, ...more] = (await browser.visit(act)).headers.getSetCookie()
  assert.ok(line !== undefined, 'no cookie was set')
  assert.deepEqual(more, [])
  const [, seconds] = /; Max-Age=(\d+)/.exec(line) ?? []
  return seconds === undefined ? undefined : Number(seconds)
}

describe('remember', () => {
  test('is an option: without it, setting it throws with the mend', async () => {
    const browser = createBrowser()
    await browser.visit((session) => {
      assert.equal(session.remember, false)
      assert.throws(() => {
        session.remember = true
      }, /^RangeError: .*remember: \{ idle: '30d'/)
      session.remember = false
    })
  })

  test('gives the cookie the rest of the absolute timeout', async () => {
    const browser = createBrowser({ remember })
    assert.equal(await maxAge(browser, stay), 90 * DAY)
    browser.clock.advance(10 * DAY)
    assert.equal(await maxAge(browser, (session) => session.set('a', 1)), 80 * DAY)
    browser.clock.advance(0.5)
    assert.equal(await maxAge(browser, (session) => session.set('a', 2)), 80 * DAY)
    assert.equal(await maxAge(browser, (session) => session.login('ann')), 90 * DAY)
  })

  test('is no matter of a session that did not ask for it', async () => {
    const browser = createBrowser({ remember })
    assert.equal(await maxAge(browser, (session) => session.login('ann')), undefined)
    browser.clock.advance(31 * MINUTE)
    assert.equal(await browser.read(look), undefined)
  })

  test('is remembered, and no change when it is set again', async () => {
    const browser = await annStays()
    assert.equal(await browser.read((session) => session.remember), true)
    const again = await browser.visit((session) => {
      session.remember = true
    })
    assert.deepEqual(again.headers.getSetCookie(), [])
  })

  test('can be taken back: the cookie ends with the browser again', async () => {
    const browser = await annStays()
    assert.equal(await maxAge(browser, forget), undefined)
    assert.deepEqual(await browser.read((s) => [s.user, s.remember]), ['ann', false])
    browser.clock.advance(31 * MINUTE)
    assert.equal(await browser.read(look), undefined)
  })

  test('is taken back by logout', async () => {
    const browser = await annStays()
    const [after] = await browser.read((s) => (s.logout(), [s.remember]))
    assert.equal(after, false)
    assert.equal(await maxAge(browser, (session) => session.login('ann')), undefined)
  })

  test('is taken back by logout in the request of the next login', async () => {
    const browser = await annStays()
    assert.equal(await maxAge(browser, (s) => (s.logout(), s.login('ann'))), undefined)
  })

  test("of one user is not the next one's", async () => {
    const browser = await annStays()
    assert.equal(await maxAge(browser, (session) => session.login('bob')), undefined)
    assert.deepEqual(await browser.read((s) => [s.user, s.remember]), ['bob', false])
  })

  test('goes along with regenerate and rotate', async () => {
    const browser = await annStays()
    for (const act of [(s: Session) => s.regenerate(), (s: Session) => s.rotate()]) {
      assert.equal(await maxAge(browser, act), 90 * DAY)
      assert.equal(await browser.read((session) => session.remember), true)
    }
  })
})

describe('a remembered session', () => {
  test('has an idle timeout of its own', async () => {
    for (const [seconds, user] of [
      [30 * DAY - 1, 'ann'],
      [30 * DAY + 1, undefined],
    ] as const) {
      const browser = await annStays()
      browser.clock.advance(seconds)
      assert.equal(await browser.read(look), user)
    }
  })

  test('ends at the absolute timeout whatever happens', async () => {
    const browser = await annStays()
    for (let day = 0; day < 89; day++) {
      browser.clock.advance(DAY)
      assert.equal(await browser.read((s) => (s.set('day', day), s.user)), 'ann')
    }
    browser.clock.advance(DAY + 1)
    assert.equal(await browser.readWith(`__Host-session=${browser.cookie()}`, look), undefined)
  })

  test('is held by the data under the MAC, not by Max-Age', async () => {
    const browser = await annStays()
    const header = `__Host-session=${browser.cookie()}`
    browser.clock.advance(90 * DAY + 1)
    browser.events.length = 0
    assert.equal(await browser.readWith(header, look), undefined)
    assert.deepEqual(browser.events, [
      { type: 'rejected', reason: 'expired', cookie: '__Host-session' },
    ])
  })

  test('has its cookie made again at half of the idle window', async () => {
    const browser = await annStays()
    browser.clock.advance(15 * DAY - 1)
    assert.deepEqual((await browser.visit(look)).headers.getSetCookie(), [])
    browser.clock.advance(1)
    assert.equal(await maxAge(browser, look), 75 * DAY)
  })

  test('has its cookie made again at half of Max-Age, where that is less', async () => {
    const browser = await annStays({ remember: { idle: '80d', absolute: '90d' } })
    browser.clock.advance(40 * DAY)
    assert.equal(await maxAge(browser, look), 50 * DAY)
    browser.clock.advance(25 * DAY - 1)
    assert.deepEqual((await browser.visit(look)).headers.getSetCookie(), [])
    browser.clock.advance(1)
    assert.equal(await maxAge(browser, look), 25 * DAY)
  })

  test('lives by the ordinary limits once the option is gone', async () => {
    const long = await annStays()
    const browser = createBrowser({}, { jar: long.client.jar, clock: long.clock })
    browser.clock.advance(10 * MINUTE)
    assert.equal(await maxAge(browser, (s) => s.set('a', 1)), 12 * 3600 - 10 * MINUTE)
    browser.clock.advance(31 * MINUTE)
    assert.equal(await browser.read(look), undefined)
  })

  test('lasts 400 days at most, as browsers have it', async () => {
    const browser = createBrowser({ remember: { idle: '400d', absolute: '400d' } })
    assert.equal(await maxAge(browser, stay), 400 * DAY)
  })
})

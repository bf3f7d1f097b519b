import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session } from '../index.ts'
import { createBrowser, OTHER_SECRET, SECRET, type Page } from './browser.test.ts'

const MINUTE = 60
const HOUR = 3600
const look = (session: Session): unknown => session.get('a')

describe('the idle timeout', () => {
  test('ends a session after half an hour without activity', async () => {
    for (const [seconds, found] of [
      [30 * MINUTE - 1, 1],
      [30 * MINUTE + 1, undefined],
    ] as const) {
      const browser = createBrowser()
      await browser.visit((session) => session.set('a', 1))
      browser.clock.advance(seconds)
      assert.equal(await browser.read(look), found)
    }
  })

  test('is an option, in seconds', async () => {
    const browser = createBrowser({ idleTimeout: 10 })
    await browser.visit((session) => session.set('a', 1))
    browser.clock.advance(9)
    assert.equal(await browser.read(look), 1)
    browser.clock.advance(11)
    assert.equal(await browser.read(look), undefined)
  })

  test('begins anew with every write', async () => {
    const browser = createBrowser()
    for (let count = 0; count < 10; count++) {
      await browser.visit((session) => (session.set('n', count), session.set('a', 1)))
      browser.clock.advance(29 * MINUTE)
    }
    assert.equal(await browser.read(look), 1)
  })

  test('begins anew with pages that only read', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    for (let count = 0; count < 10; count++) {
      browser.clock.advance(16 * MINUTE)
      assert.equal(await browser.read(look), 1)
    }
  })

  test('goes on over pages that do not touch the session', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    for (let count = 0; count < 2; count++) {
      browser.clock.advance(16 * MINUTE)
      await browser.visit(() => undefined)
    }
    assert.equal(await browser.read(look), undefined)
  })
})

describe('the absolute timeout', () => {
  test('ends a session after twelve hours whatever happens', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    for (let passed = 0; passed < 12 * HOUR; passed += 20 * MINUTE) {
      assert.equal(await browser.read((s) => (s.set('at', passed), s.get('a'))), 1)
      browser.clock.advance(20 * MINUTE)
    }
    browser.clock.advance(1)
    assert.equal(await browser.read(look), undefined)
  })

  test('is an option, in seconds, and shortens the idle one', async () => {
    const browser = createBrowser({ absoluteTimeout: 100 })
    await browser.visit((session) => session.set('a', 1))
    browser.clock.advance(99)
    await browser.visit((session) => session.set('b', 1))
    browser.clock.advance(2)
    assert.equal(await browser.read(look), undefined)
  })

  test('goes on over regenerate, and begins anew with login', async () => {
    for (const [act, found] of [
      [(session: Session) => session.regenerate(), undefined],
      [(session: Session) => session.login('ann'), 1],
    ] as const) {
      const browser = createBrowser({ absoluteTimeout: 100 })
      await browser.visit((session) => session.set('a', 1))
      browser.clock.advance(60)
      await browser.visit(act)
      browser.clock.advance(60)
      assert.equal(await browser.read(look), found)
    }
  })

  test('is held by the data under the MAC: a session that ended begins anew, without the login', async () => {
    const browser = createBrowser({ absoluteTimeout: 100 })
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    browser.clock.advance(101)
    await browser.visit((session) => session.set('b', 2))
    const found = await browser.read((s) => [s.user, s.toObject(), s.createdAt])
    assert.deepEqual(found, [undefined, { b: 2 }, browser.clock.now()])
  })
})

const identity = (s: Session): unknown => [s.id, s.createdAt, s.user, s.toObject()]
const page = (method: string, headers: Record<string, string> = {}): Page => ({ method, headers })

/** Whether a visit after so many idle seconds sets the cookie. */
async function setsCookie(
  idleSeconds: number,
  page: Page,
  act: (session: Session) => void = look,
): Promise<boolean> {
  const browser = createBrowser()
  await browser.visit((session) => session.set('a', 1))
  browser.clock.advance(idleSeconds)
  const response = await browser.visit(act, page)
  const lines = response.headers.getSetCookie()
  assert.equal(await browser.read(look), 1)
  return lines.length === 1
}

describe('the cookie', () => {
  test('is made again when half of the idle window is used, not before', async () => {
    assert.equal(await setsCookie(15 * MINUTE - 1, {}), false)
    assert.equal(await setsCookie(15 * MINUTE, {}), true)
  })

  test('is made again with the same id, beginning, login and data', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', { b: 1 })))
    const before = await browser.read(identity)
    const old = browser.cookie()
    browser.clock.advance(20 * MINUTE)
    assert.deepEqual(await browser.read(identity), before)
    assert.notEqual(browser.cookie(), old)
    assert.deepEqual(await browser.read((s) => [identity(s), s.authAge]), [before, 20 * MINUTE])
  })

  test('is not made again for a page that does not touch the session', async () => {
    assert.equal(await setsCookie(20 * MINUTE, {}, () => undefined), false)
  })

  const table: [about: string, page: Page, isSet: boolean][] = [
    [
      'a navigation',
      page('GET', { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }),
      true,
    ],
    ['a form', page('POST', { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }), true],
    ['a browser that says nothing', page('GET'), true],
    [
      'a fetch of a script',
      page('GET', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }),
      false,
    ],
    ['an image', page('GET', { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' }), false],
    ['a frame', page('GET', { 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' }), false],
    ['a prefetch', page('GET', { 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch' }), false],
    [
      'a prerender',
      page('GET', { 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' }),
      false,
    ],
    ['a PUT', page('PUT'), false],
    ['a HEAD', page('HEAD'), false],
  ]
  for (const [about, page, isSet] of table) {
    test(`is ${isSet ? '' : 'not '}made again for ${about}`, async () => {
      assert.equal(await setsCookie(20 * MINUTE, page), isSet)
    })
  }

  test('is made by a write on any request', async () => {
    const fetched = page('PUT', { 'sec-fetch-dest': 'empty' })
    assert.equal(await setsCookie(0, fetched, (session) => session.set('b', 1)), true)
  })

  test('is made again at once when its key is an old one', async () => {
    const old = createBrowser()
    await old.visit((session) => session.set('a', 1))
    const secrets = [OTHER_SECRET, SECRET]
    const browser = createBrowser({ secrets }, { jar: old.client.jar, clock: old.clock })
    const fetched = await browser.visit(look, page('GET', { 'sec-fetch-dest': 'empty' }))
    assert.deepEqual(fetched.headers.getSetCookie(), [])
    const navigated = await browser.visit(look)
    assert.equal(navigated.headers.getSetCookie().length, 1)
    assert.equal((await browser.visit(look)).headers.getSetCookie().length, 0)
    const renewed = createBrowser(
      { secrets: [OTHER_SECRET] },
      { jar: old.client.jar, clock: old.clock },
    )
    assert.equal(await renewed.read(look), 1)
  })
})

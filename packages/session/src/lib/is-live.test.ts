import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { SessionUnavailable, type IsLive, type Session, type SessionClaims } from '../index.ts'
import { createBrowser, createClock, type Browser } from './browser.test.ts'

type Any = Record<string, unknown>
const HOME = 'https://example.test/'
const user = (session: Session): unknown => session.user

/** Ann's browser on an app that asks this; she logged in before the app asked. */
async function annAt(isLive: IsLive): Promise<Browser<Any>> {
  const clock = createClock()
  const before = createBrowser({}, { clock })
  await before.visit((session) => (session.login('ann'), session.set('cart', [1])))
  return createBrowser({ isLive }, { clock, jar: before.client.jar })
}

describe('isLive', () => {
  for (const [about, isLive] of [
    ['sync', () => true],
    ['async', async () => true],
  ] as [string, IsLive][]) {
    test(`that says yes, ${about}, accepts the session`, async () => {
      const browser = await annAt(isLive)
      assert.deepEqual(await browser.read((s) => [s.user, s.get('cart')]), ['ann', [1]])
      assert.deepEqual(browser.events, [])
    })
  }

  for (const [about, isLive] of [
    ['sync', () => false],
    ['async', async () => false],
  ] as [string, IsLive][]) {
    test(`that says no, ${about}, gives an empty session and the event 'revoked'`, async () => {
      const browser = await annAt(isLive)
      const found = await browser.read((s) => [s.user, s.toObject(), s.isNew, s.authAge])
      assert.deepEqual(found, [undefined, {}, true, undefined])
      assert.deepEqual(browser.events, [
        { type: 'rejected', reason: 'revoked', cookie: '__Host-session' },
      ])
    })
  }

  test('that says no sets no cookie for a read, and another session for a write', async () => {
    let isAnnLive = true
    const browser = await annAt(({ user }) => user !== 'ann' || isAnnLive)
    const id = await browser.read((session) => session.id)
    isAnnLive = false
    assert.deepEqual((await browser.visit(user)).headers.getSetCookie(), [])
    await browser.visit((session) => session.login('bob'))
    assert.deepEqual(await browser.read((s) => [s.user, s.toObject()]), ['bob', {}])
    assert.notEqual(await browser.read((session) => session.id), id)
  })

  test('that says no lets logout delete the cookie', async () => {
    const browser = await annAt(() => false)
    await browser.visit((session) => session.logout())
    assert.deepEqual(browser.client.cookies(), {})
  })

  test('is told the claims of the cookie, and none of its data', async () => {
    const asked: SessionClaims[] = []
    const browser = await annAt((claims) => {
      asked.push(claims)
      return true
    })
    const loggedInAt = browser.clock.now()
    const id = await browser.read((session) => session.id)
    browser.clock.advance(60)
    await browser.visit((session) => session.set('cart', [2]))
    const writtenAt = browser.clock.now()
    await browser.visit(user)
    const claims = { id, user: 'ann', createdAt: loggedInAt, authAt: loggedInAt }
    assert.deepEqual(asked, [
      { ...claims, issuedAt: loggedInAt },
      { ...claims, issuedAt: loggedInAt },
      { ...claims, issuedAt: writtenAt },
    ])
  })

  test('is asked once a request, for a valid cookie only', async () => {
    let asked = 0
    const browser = await annAt(() => {
      asked++
      return true
    })
    await browser.visit((s) => void [s.user, s.id, s.get('cart')])
    assert.equal(asked, 1)
    for (const cookie of ['', 'a=1', '__Host-session=x', `${browser.cookie()}=1`]) {
      await browser.readWith(cookie, user)
    }
    const forged = browser.cookie().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    await browser.readWith(`__Host-session=${forged}`, user)
    browser.clock.advance(31 * 60)
    await browser.visit(user)
    assert.equal(asked, 1)
  })

  test('makes a per-user not-before: log out everywhere', async () => {
    const notBefore = new Map<string, number>()
    const isLive: IsLive = ({ user, authAt = 0 }) =>
      user === undefined || authAt >= (notBefore.get(user) ?? 0)
    const ann = await annAt(isLive)
    const copied = `__Host-session=${ann.cookie()}`
    ann.clock.advance(60)
    notBefore.set('ann', ann.clock.now())
    assert.equal(await ann.readWith(copied, user), undefined)
    await ann.visit((session) => session.login('ann'))
    assert.equal(await ann.read(user), 'ann')
    assert.equal(await ann.readWith(copied, user), undefined)
  })
})

const broken: [about: string, isLive: () => unknown, cause: RegExp][] = [
  [
    'throws',
    () => {
      throw new Error('no database')
    },
    /^Error: no database$/,
  ],
  ['rejects', async () => Promise.reject(new Error('no database')), /^Error: no database$/],
  ['answers undefined', () => undefined, /^TypeError: isLive must answer true or false$/],
  ['answers a text', async () => 'yes', /^TypeError: isLive must answer true or false$/],
  ['answers 1', () => 1, /^TypeError: isLive must answer true or false$/],
  ['answers an object', () => ({ live: true }), /^TypeError: isLive must answer true or false$/],
]

const rejectsLate: IsLive = async () =>
  new Promise((_resolve, reject) => void setTimeout(() => reject(new Error('late')), 1500))

describe('isLive that', () => {
  for (const [about, isLive, cause] of broken) {
    test(`${about} makes the session unavailable: never accepted, never anonymous`, async () => {
      const browser = await annAt(isLive as IsLive)
      await assertUnavailable(browser, cause)
    })
  }

  test('hangs makes it unavailable after a second', { timeout: 10_000 }, async (t) => {
    const browser = await annAt(async () => new Promise<boolean>(() => undefined))
    const opened = openWithin(t, browser, 1000)
    await assertThrowsUnavailable(await opened, /^Error: no answer in 1000 ms$/)
  })

  test('answers within the second is waited for', async (t) => {
    const browser = await annAt(
      async () => new Promise((resolve) => void setTimeout(() => resolve(true), 999)),
    )
    const session = await openWithin(t, browser, 999)
    assert.equal(session.user, 'ann')
  })

  test('rejects after the second harms nobody', async (t) => {
    const browser = await annAt(rejectsLate)
    const session = await openWithin(t, browser, 1000)
    t.mock.timers.tick(1000)
    await assertThrowsUnavailable(session, /^Error: no answer in 1000 ms$/)
  })
})

/** Opens Ann's session while so many milliseconds pass. */
async function openWithin(t: TestContext, browser: Browser<Any>, milliseconds: number) {
  const headers = { cookie: `__Host-session=${browser.cookie()}` }
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const opening = browser.sessions.open(new Request(HOME, { headers }))
  t.mock.timers.tick(milliseconds)
  return opening
}

async function assertThrowsUnavailable(session: Session, cause: RegExp): Promise<void> {
  const touches: (() => unknown)[] = [
    () => session.user,
    () => session.id,
    () => session.get('cart'),
    () => session.set('cart', []),
    () => session.login('bob'),
    () => session.logout(),
    () => session.destroy(),
    () => session.touch(false),
  ]
  for (const touch of touches) {
    assert.throws(touch, (thrown) => {
      assert.ok(thrown instanceof SessionUnavailable)
      assert.match(String(thrown.cause), cause)
      return thrown.code === 'unavailable' && !thrown.message.includes('database')
    })
  }
}

async function assertUnavailable(browser: Browser<Any>, cause: RegExp): Promise<void> {
  const headers = { cookie: `__Host-session=${browser.cookie()}` }
  await assertThrowsUnavailable(await browser.sessions.open(new Request(HOME, { headers })), cause)
  browser.events.length = 0
  const touched = await browser.visit((session) => void session.user)
  assert.deepEqual(
    [touched.status, touched.headers.get('retry-after'), touched.headers.get('cache-control')],
    [503, '1', 'no-store'],
  )
  assert.deepEqual(touched.headers.getSetCookie(), [])
  assert.deepEqual(
    browser.events.map(({ type }) => type),
    ['unavailable'],
  )
  const untouched = await browser.visit(() => undefined)
  assert.deepEqual([untouched.status, await untouched.text()], [200, 'ok'])
  assert.deepEqual(untouched.headers.getSetCookie(), [])
}

test('a write of a session that is unavailable is lost with its request, never on a stranger', async () => {
  let isUp = false
  const browser = await annAt(() => {
    if (!isUp) throw new Error('no database')
    return true
  })
  const response = await browser.visit((session) => session.set('cart', [2]))
  assert.equal(response.status, 503)
  isUp = true
  assert.deepEqual(await browser.read((s) => [s.user, s.get('cart')]), ['ann', [1]])
})

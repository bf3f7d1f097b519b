import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SessionLoginRequired, type Session } from '../index.ts'
import { createBrowser, OTHER_SECRET, SECRET } from './browser.test.ts'

const MINUTE = 60
const look = (session: Session): unknown => session.get('a')
const identity = (s: Session): unknown => [s.id, s.createdAt, s.user, s.toObject()]
const begin = (session: Session): void => session.set('a', 1)

describe('rotate', () => {
  test('makes the cookie again under the same id, beginning, login and data', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), begin(session)))
    const before = await browser.read(identity)
    const old = browser.cookie()
    browser.clock.advance(60)
    await browser.visit((session) => session.rotate())
    assert.notEqual(browser.cookie(), old)
    assert.deepEqual(await browser.read((s) => [identity(s), s.authAge]), [before, 60])
  })

  test('is no event', async () => {
    const browser = createBrowser()
    await browser.visit(begin)
    browser.events.length = 0
    await browser.visit((session) => session.rotate())
    assert.deepEqual(browser.events, [])
  })

  test('of an empty session sets no cookie', async () => {
    const response = await createBrowser().visit((session) => session.rotate())
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  test('is dropped by a response that failed, and the session stays', async () => {
    const browser = createBrowser()
    await browser.visit(begin)
    const response = new Response(null, { status: 500 })
    const { headers } = await browser.visit((session) => session.rotate(), { response })
    assert.deepEqual(headers.getSetCookie(), [])
    assert.equal(await browser.read(look), 1)
  })

  test('does not undo a new id or an end', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), begin(session)))
    const id = await browser.read((session) => session.id)
    await browser.visit((session) => (session.regenerate(), session.rotate()))
    assert.notEqual(await browser.read((session) => session.id), id)
    await browser.visit((session) => (session.logout(), session.rotate()))
    assert.deepEqual(browser.client.cookies(), {})
  })

  test('throws after the commit and after destroy', async () => {
    const browser = createBrowser()
    const session = await browser.sessions.open(new Request('https://example.test/'))
    session.destroy()
    assert.throws(() => session.rotate(), /^SessionDestroyed: /)
    await browser.sessions.commit(session, new Response())
    assert.throws(() => session.rotate(), /^SessionSealed: /)
  })
})

const poll = (session: Session): void => (look(session), session.touch(false))

describe('touch(false)', () => {
  test('reads the session and does not keep it alive', async () => {
    const browser = createBrowser()
    await browser.visit(begin)
    for (let minute = 0; minute < 29; minute++) {
      browser.clock.advance(MINUTE)
      const { headers } = await browser.visit(poll)
      assert.deepEqual(headers.getSetCookie(), [])
    }
    browser.clock.advance(MINUTE + 1)
    assert.equal(await browser.read(look), undefined)
  })

  test('lets a poll write, and still does not keep the session alive', async () => {
    const browser = createBrowser()
    await browser.visit(begin)
    for (let minute = 1; minute < 30; minute++) {
      browser.clock.advance(MINUTE)
      await browser.visit((session) => (session.set('polls', minute), session.touch(false)))
    }
    assert.equal(await browser.read((s) => (s.touch(false), s.get('polls'))), 29)
    browser.clock.advance(MINUTE + 1)
    assert.equal(await browser.read(look), undefined)
  })

  test('is no matter of a login, a new id, a new session', async () => {
    const acts: ((session: Session) => void)[] = [
      (session) => session.login('ann'),
      (session) => session.regenerate(),
      (session) => session.rotate(),
      (session) => (session.logout(), begin(session)),
    ]
    for (const act of acts) {
      const browser = createBrowser()
      await browser.visit(begin)
      browser.clock.advance(20 * MINUTE)
      await browser.visit((session) => (act(session), session.touch(false)))
      browser.clock.advance(20 * MINUTE)
      assert.equal(await browser.read(look), 1)
    }
    const browser = createBrowser()
    await browser.visit((session) => (begin(session), session.touch(false)))
    assert.equal(await browser.read(look), 1)
  })

  test('is taken back by touch()', async () => {
    const browser = createBrowser()
    await browser.visit(begin)
    browser.clock.advance(20 * MINUTE)
    const { headers } = await browser.visit((session) => (poll(session), session.touch()))
    assert.equal(headers.getSetCookie().length, 1)
  })

  test('still depends on the cookie, as any access does', async () => {
    const { headers } = await createBrowser().visit((session) => session.touch(false))
    assert.deepEqual([headers.get('vary'), headers.get('cache-control')], ['Cookie', 'private'])
  })
})

describe('requireRecentLogin', () => {
  test('lets a login of the last seconds pass', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.login('ann'))
    await browser.visit((session) => session.requireRecentLogin(300))
    browser.clock.advance(300)
    await browser.visit((session) => session.requireRecentLogin(300))
  })

  const refused: [about: string, age: number | undefined][] = [
    ['an older login', 301],
    ['a stranger', undefined],
  ]
  for (const [about, age] of refused) {
    test(`refuses ${about}, with an error that a framework can answer`, async () => {
      const browser = createBrowser()
      if (age !== undefined) {
        await browser.visit((session) => session.login('ann'))
        browser.clock.advance(age)
      }
      await browser.visit((session) => {
        assert.throws(
          () => session.requireRecentLogin(300),
          (thrown) => {
            assert.ok(thrown instanceof SessionLoginRequired)
            return thrown.code === 'login-required' && thrown.getResponse().status === 403
          },
        )
      })
    })
  }

  test('is not satisfied by a regenerated or rotated session, and is by a new login', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.login('ann'))
    browser.clock.advance(301)
    const isRefused = async (): Promise<boolean> =>
      browser.read((session) => {
        try {
          session.requireRecentLogin(300)
          return false
        } catch {
          return true
        }
      })
    await browser.visit((session) => session.regenerate())
    assert.equal(await isRefused(), true)
    await browser.visit((session) => session.rotate())
    assert.equal(await isRefused(), true)
    await browser.visit((session) => session.login('ann'))
    assert.equal(await isRefused(), false)
  })

  test('is satisfied by a login in the same request, not by one that was logged out', async () => {
    await createBrowser().visit((session) => {
      session.login('ann')
      session.requireRecentLogin(1)
      session.logout()
      assert.throws(() => session.requireRecentLogin(1), SessionLoginRequired)
    })
  })
})

const times = (session: Session): number[] => [session.lastSeenAt, session.expiresAt]

describe('lastSeenAt and expiresAt', () => {
  test('of a new session are now, and the idle timeout from now', async () => {
    const browser = createBrowser()
    const now = browser.clock.now()
    assert.deepEqual(await browser.read(times), [now, now + 1_800_000])
  })

  test('are of the activity that was written down', async () => {
    const browser = createBrowser()
    await browser.visit(begin)
    const begun = browser.clock.now()
    browser.clock.advance(10 * MINUTE)
    assert.deepEqual(await browser.read(times), [begun, begun + 1_800_000])
    browser.clock.advance(10 * MINUTE)
    assert.deepEqual(await browser.read(times), [begun, begun + 1_800_000])
    assert.deepEqual(await browser.read(times), [begun + 1_200_000, begun + 3_000_000])
  })

  test('stand still while a page polls', async () => {
    const browser = createBrowser()
    await browser.visit(begin)
    const begun = browser.clock.now()
    browser.clock.advance(20 * MINUTE)
    await browser.visit((session) => (session.set('n', 1), session.touch(false)))
    const [seen] = await browser.read((session) => (session.touch(false), times(session)))
    assert.equal(seen, begun)
  })

  test('are never behind the absolute timeout', async () => {
    const browser = createBrowser({ idleTimeout: '1h', absoluteTimeout: '90m' })
    await browser.visit(begin)
    const begun = browser.clock.now()
    browser.clock.advance(50 * MINUTE)
    await browser.visit((session) => session.set('b', 1))
    assert.deepEqual(await browser.read((session) => session.expiresAt), begun + 5_400_000)
  })

  test('tell the very moment after which the session is gone', async () => {
    for (const [past, found] of [
      [0, 1],
      [0.001, undefined],
    ] as const) {
      const browser = createBrowser({ idleTimeout: 100, absoluteTimeout: 150 })
      await browser.visit(begin)
      browser.clock.advance(60)
      await browser.visit((session) => session.set('b', 1))
      const expiresAt = await browser.read((session) => session.expiresAt)
      browser.clock.advance((expiresAt - browser.clock.now()) / 1000 + past)
      assert.equal(await browser.read(look), found)
    }
  })

  test('follow remember at once', async () => {
    const browser = createBrowser({ remember: { idle: '30d', absolute: '90d' } })
    const now = browser.clock.now()
    const expiresAt = await browser.read((session) => {
      session.remember = true
      return session.expiresAt
    })
    assert.equal(expiresAt, now + 30 * 86_400_000)
  })
})

describe('an old key', () => {
  test('signs no cookie any more, and reads until it is taken out', async () => {
    const old = createBrowser()
    await old.visit((session) => (session.login('ann'), begin(session)))
    const { clock } = old
    const during = createBrowser(
      { secrets: [OTHER_SECRET, SECRET] },
      { clock, jar: old.client.jar },
    )
    const before = await old.read((session) => session.id)
    assert.deepEqual(await during.read((s) => [s.id, s.user]), [before, 'ann'])
    const after = createBrowser({ secrets: [OTHER_SECRET] }, { clock, jar: old.client.jar })
    assert.deepEqual(await after.read((s) => [s.id, s.user]), [before, 'ann'])
    assert.deepEqual(await old.read((s) => s.user), undefined)
  })

  test('is not replaced by a poll, a fetch of a script or a page that leaves the session alone', async () => {
    const old = createBrowser()
    await old.visit(begin)
    const { clock } = old
    const during = createBrowser(
      { secrets: [OTHER_SECRET, SECRET] },
      { clock, jar: old.client.jar },
    )
    const responses = [
      await during.visit((session) => (look(session), session.touch(false))),
      await during.visit(look, { headers: { 'sec-fetch-dest': 'empty' } }),
      await during.visit(() => undefined),
    ]
    for (const { headers } of responses) assert.deepEqual(headers.getSetCookie(), [])
    assert.equal((await during.visit(look)).headers.getSetCookie().length, 1)
  })
})

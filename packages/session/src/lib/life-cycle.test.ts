import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session } from '../index.ts'
import { createBrowser } from './browser.test.ts'

const NAME = '__Host-session'
const all = (session: Session): unknown => [session.user, session.toObject()]

describe('a new session', () => {
  test('is new until a cookie brings it back', async () => {
    const browser = createBrowser()
    const first = await browser.read((session) => (session.set('a', 1), session.isNew))
    assert.deepEqual([first, await browser.read((session) => session.isNew)], [true, false])
  })

  test('keeps its id and its beginning', async () => {
    const browser = createBrowser()
    const begun = browser.clock.now()
    const id = await browser.read((session) => (session.set('a', 1), session.id))
    browser.clock.advance(60)
    await browser.visit((session) => session.set('a', 2))
    assert.deepEqual(await browser.read((s) => [s.id, s.createdAt]), [id, begun])
  })

  test('has an id of 128 random bits, its own', async () => {
    const ids = new Set<string>()
    for (let count = 0; count < 50; count++) ids.add(await createBrowser().read((s) => s.id))
    assert.equal(ids.size, 50)
    for (const id of ids) assert.match(id, /^[\w-]{22}$/)
  })

  test('takes its randomness from randomBytes', async () => {
    const lengths: number[] = []
    const randomBytes = (length: number): Uint8Array => {
      lengths.push(length)
      return new Uint8Array(length).fill(255)
    }
    const id = await createBrowser({ randomBytes }).read((session) => session.id)
    assert.deepEqual([Buffer.from(id, 'base64url'), lengths], [Buffer.alloc(16, 255), [16]])
  })

  test('knows no user', async () => {
    const found = await createBrowser().read((session) => [session.user, session.authAge])
    assert.deepEqual(found, [undefined, undefined])
  })
})

describe('login', () => {
  test('is remembered, with the seconds since', async () => {
    const browser = createBrowser()
    const now = await browser.read((s) => (s.login('ann'), [s.user, s.authAge]))
    browser.clock.advance(90)
    assert.deepEqual(
      [now, await browser.read((s) => [s.user, s.authAge])],
      [
        ['ann', 0],
        ['ann', 90],
      ],
    )
  })

  test('of a stranger keeps what they gathered, under a new id', async () => {
    const browser = createBrowser()
    const before = await browser.read((session) => (session.set('cart', [1]), session.id))
    const during = await browser.read((session) => (session.login('ann'), session.id))
    assert.deepEqual(await browser.read(all), ['ann', { cart: [1] }])
    assert.notEqual(during, before)
    assert.equal(await browser.read((session) => session.id), during)
  })

  test('of another user clears everything first', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('cart', [1])))
    const ann = await browser.read((session) => session.id)
    await browser.visit((session) => {
      session.set('draft', 'of ann')
      session.login('bob')
      session.set('theme', 'dark')
    })
    assert.deepEqual(await browser.read(all), ['bob', { theme: 'dark' }])
    assert.notEqual(await browser.read((session) => session.id), ann)
  })

  test('of the same user keeps the data, under a new id and time', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('cart', [1])))
    const before = await browser.read((session) => session.id)
    browser.clock.advance(60)
    await browser.visit((session) => session.login('ann'))
    assert.deepEqual(await browser.read(all), ['ann', { cart: [1] }])
    const [id, authAge] = await browser.read((s) => [s.id, s.authAge] as const)
    assert.deepEqual([id === before, authAge], [false, 0])
  })

  test('after a logout in the same request begins with nothing', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('cart', [1])))
    await browser.visit((session) => (session.logout(), session.login('ann')))
    assert.deepEqual(await browser.read(all), ['ann', {}])
  })

  const refused: [user: unknown, error: RegExp][] = [
    ['', /^RangeError: .*user/],
    [7, /^TypeError: .*user/],
    [undefined, /^TypeError: .*user/],
    [null, /^TypeError: .*user/],
    [{ id: 7 }, /^TypeError: .*user/],
  ]
  for (const [user, error] of refused) {
    test(`refuses ${JSON.stringify(user)}`, async () => {
      const browser = createBrowser()
      await browser.visit((session) => {
        assert.throws(() => Reflect.apply(session.login, session, [user]), error)
      })
      assert.deepEqual(browser.client.cookies(), {})
    })
  }
})

describe('regenerate', () => {
  const table: [about: string, act: (session: Session) => void, data: object][] = [
    ['keeps all by default', (s) => s.regenerate(), { a: 1, b: 2, new: 3 }],
    ['keeps all with an empty option', (s) => s.regenerate({}), { a: 1, b: 2, new: 3 }],
    ['keeps all with keep: true', (s) => s.regenerate({ keep: true }), { a: 1, b: 2, new: 3 }],
    ['keeps nothing with keep: false', (s) => s.regenerate({ keep: false }), {}],
    ['keeps the named keys', (s) => s.regenerate({ keep: ['a', 'new', 'x'] }), { a: 1, new: 3 }],
    ['keeps nothing with an empty list', (s) => s.regenerate({ keep: [] }), {}],
  ]
  for (const [about, act, data] of table) {
    test(`${about}, and the login always`, async () => {
      const browser = createBrowser()
      await browser.visit((s) => (s.login('ann'), s.set('a', 1), s.set('b', 2)))
      const before = await browser.read((session) => session.id)
      await browser.visit((session) => (session.set('new', 3), act(session)))
      assert.deepEqual(await browser.read(all), ['ann', data])
      assert.notEqual(await browser.read((session) => session.id), before)
    })
  }

  test('takes later writes along', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    await browser.visit((session) => (session.regenerate({ keep: false }), session.set('b', 2)))
    assert.deepEqual(await browser.read(all), [undefined, { b: 2 }])
  })

  test('keeps the beginning, so that the absolute timeout goes on', async () => {
    const browser = createBrowser()
    const begun = browser.clock.now()
    await browser.visit((session) => session.set('a', 1))
    browser.clock.advance(60)
    await browser.visit((session) => session.regenerate())
    assert.equal(await browser.read((session) => session.createdAt), begun)
  })

  test('of an empty session sets no cookie', async () => {
    const response = await createBrowser().visit((session) => session.regenerate())
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  test("of a stranger's session that becomes empty deletes the cookie", async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    await browser.visit((session) => session.regenerate({ keep: false }))
    assert.deepEqual(browser.client.cookies(), {})
  })
})

describe('logout', () => {
  test('leaves an empty session in the request, and no cookie', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    const left = await browser.read((session) => {
      session.logout()
      return [session.user, session.authAge, session.toObject(), session.isNew]
    })
    assert.deepEqual(left, [undefined, undefined, {}, true])
    assert.deepEqual(browser.client.cookies(), {})
  })

  test('is followed by writes of a new session', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    const [before, begun] = await browser.read((s) => [s.id, s.createdAt] as const)
    browser.clock.advance(60)
    await browser.visit((session) => (session.logout(), session.set('a', 1)))
    const [user, data, id, createdAt] = await browser.read(
      (s) => [s.user, s.toObject(), s.id, s.createdAt] as const,
    )
    assert.deepEqual([user, data], [undefined, { a: 1 }])
    assert.deepEqual([id === before, createdAt === begun], [false, false])
  })

  test('without a session sets no cookie', async () => {
    const response = await createBrowser().visit((session) => session.logout())
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  test('after a first write leaves nothing', async () => {
    const response = await createBrowser().visit((s) => (s.set('a', 1), s.logout()))
    assert.deepEqual(response.headers.getSetCookie(), [])
  })
})

describe('destroy', () => {
  test('ends the session', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    await browser.visit((session) => session.destroy())
    assert.deepEqual(browser.client.cookies(), {})
    assert.deepEqual(await browser.read(all), [undefined, {}])
  })

  test('without a session sets no cookie', async () => {
    const response = await createBrowser().visit((session) => session.destroy())
    assert.deepEqual(response.headers.getSetCookie(), [])
  })
})

describe('the old cookie', () => {
  test('of a stranger knows nothing of the login', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('cart', [1]))
    const old = browser.cookie()
    await browser.visit((session) => session.login('ann'))
    assert.deepEqual(await browser.readWith(`${NAME}=${old}`, all), [undefined, { cart: [1] }])
  })

  test('of one user stays theirs when another logs in', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    const old = browser.cookie()
    await browser.visit((session) => session.login('bob'))
    assert.deepEqual(await browser.readWith(`${NAME}=${old}`, all), ['ann', { a: 1 }])
  })

  test('is the session as it was, until its timeout: no store, no revocation', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    const old = browser.cookie()
    await browser.visit((session) => session.logout())
    assert.deepEqual(await browser.readWith(`${NAME}=${old}`, all), ['ann', { a: 1 }])
    browser.clock.advance(30 * 60 + 1)
    assert.deepEqual(await browser.readWith(`${NAME}=${old}`, all), [undefined, {}])
  })
})

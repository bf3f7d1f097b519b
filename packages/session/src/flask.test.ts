import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFlaskCookie, encodeTaggedValue } from '@costrel/signing/flask'
import { z } from 'zod'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { flask, float, isTuple, markup, tuple, uuid, type FlaskFormatOptions } from './flask.ts'
import { createSessions, SessionTooLarge, SessionUnsupported, type Session } from './index.ts'
import type { CommonOptions, SessionEvent, AnySessionOptions } from './index.ts'
import { createClock, type Clock } from './lib/browser.test.ts'

type Any = Record<string, unknown>
const SECRET_KEY = 'q3K9vXw2mZr8TtLb5NcYdHs7'
const cookie = createFlaskCookie({ secretKey: SECRET_KEY })

interface Visitor {
  readonly client: TestClient
  readonly clock: Clock
  readonly events: SessionEvent[]
  visit<Found>(act: (session: Session) => Found, response?: Response): Promise<Found>
  /** The `Set-Cookie` lines of the last response. */
  lines: string[]
  /** The JSON text of each key in the jar's cookie. */
  texts(): ReadonlyMap<string, string>
  /** Puts a cookie into the jar, as Flask would. */
  give(texts: Readonly<Record<string, string>>): void
}

function createVisitor(
  options: Partial<FlaskFormatOptions> = {},
  others: Partial<CommonOptions<Any>> = {},
  baseUrl = 'https://shop.test',
): Visitor {
  const clock = createClock()
  const events: SessionEvent[] = []
  const sessions = createSessions<Any>({
    format: flask({ secretKey: SECRET_KEY, ...options }),
    now: clock.now,
    onEvent: (event) => void events.push(event),
    ...others,
  })
  let handler = nothing
  const client = createTestClient(
    sessions.middleware((_request, session) => handler(session)),
    {
      baseUrl,
    },
  )
  const visitor: Visitor = {
    client,
    clock,
    events,
    lines: [],
    async visit<Found>(act: (session: Session) => Found, response = new Response()) {
      const found: Found[] = []
      handler = (session) => {
        found.push(act(session))
        return response
      }
      visitor.lines = (await client.get('/')).headers.getSetCookie()
      return found[0] as Found
    },
    texts() {
      const opened = cookie.decode(client.cookies()['session'] ?? '', { now: clock.now() })
      assert.ok(opened.ok)
      return opened.value.texts
    },
    give(texts) {
      const value = cookie.encode(new Map(Object.entries(texts)), { now: clock.now() })
      client.jar.setCookieSync(`session=${value}; Path=/; HttpOnly`, baseUrl)
    },
  }
  return visitor
}

const nothing = (_session: Session): Response => new Response()
const getN = (session: Session): unknown => session.get('n')

describe("Flask's cookie", () => {
  test('is read and written', async () => {
    const visitor = createVisitor()
    visitor.give({ username: '"ann"' })
    assert.equal(await visitor.visit((session) => session.get('username')), 'ann')
    assert.deepEqual(visitor.lines, [])
    await visitor.visit((session) => session.set('theme', 'dark'))
    assert.deepEqual(
      [...visitor.texts()],
      [
        ['theme', '"dark"'],
        ['username', '"ann"'],
      ],
    )
  })

  test('is session, HttpOnly, SameSite=Lax, and Secure by https', async () => {
    const secure = createVisitor()
    await secure.visit((session) => session.set('a', 1))
    assert.match(secure.lines[0] ?? '', /^session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const plain = createVisitor({}, {}, 'http://shop.test')
    await plain.visit((session) => session.set('a', 1))
    assert.match(plain.lines[0] ?? '', /^session=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  test('has the name, path and domain that Flask was given', async () => {
    const visitor = createVisitor({
      sessionCookieName: 'shop',
      sessionCookiePath: '/app',
      sessionCookieDomain: 'shop.test',
    })
    await visitor.visit((session) => session.set('a', 1))
    assert.match(visitor.lines[0] ?? '', /^shop=[^;]+; Domain=shop\.test; Path=\/app; HttpOnly; /)
  })

  test('stays 31 days with _permanent, and is refused when it is older', async () => {
    const visitor = createVisitor()
    await visitor.visit((session) => session.set('_permanent', true))
    assert.match(visitor.lines[0] ?? '', /; Max-Age=2678400; /)
    visitor.give({ a: '1' })
    const [value] = [visitor.client.cookies()['session']]
    visitor.clock.advance(2_678_401)
    visitor.client.jar.setCookieSync(`session=${value}; Path=/`, 'https://shop.test')
    assert.equal(await visitor.visit((session) => session.get('a')), undefined)
    assert.deepEqual(visitor.events.at(-1), {
      type: 'rejected',
      reason: 'expired',
      cookie: 'session',
    })
  })

  test('is made again when half of its lifetime is used', async () => {
    const visitor = createVisitor()
    visitor.give({ _permanent: 'true', n: '1.0' })
    visitor.clock.advance(2_678_400 / 2)
    await visitor.client.get('/')
    await visitor.visit(getN)
    assert.equal(visitor.lines.length, 1)
    assert.equal(visitor.texts().get('n'), '1.0')
    await visitor.visit(getN)
    assert.equal(visitor.lines.length, 0)
  })

  test('is deleted when the session becomes empty, and by logout, which leaves nothing', async () => {
    for (const end of [
      (session: Session) => session.delete('a'),
      (session: Session) => session.clear(),
      (session: Session) => session.logout(),
      (session: Session) => session.destroy(),
    ]) {
      const visitor = createVisitor()
      visitor.give({ a: '1' })
      await visitor.visit(end)
      assert.match(visitor.lines[0] ?? '', /^session=; Max-Age=0; /)
      assert.deepEqual(visitor.client.cookies(), {})
    }
  })

  test('can be written again after logout, without what it had', async () => {
    const visitor = createVisitor()
    visitor.give({ _user_id: '"7"', _flashes: '[]', hidden: '1.0' })
    await visitor.visit((session) => {
      session.logout()
      session.set('seen', true)
    })
    assert.deepEqual([...visitor.texts()], [['seen', 'true']])
  })

  test('of another secret is refused; one of a fallback is made again', async () => {
    const old = createVisitor({ secretKey: 'Xv2nRz6KpT9xQm2LcB8jHs5f', fallbacks: [SECRET_KEY] })
    old.give({ a: '1' })
    assert.equal(await old.visit((session) => session.get('a')), 1)
    assert.equal(old.lines.length, 1)
    const other = createVisitor({ secretKey: 'Xv2nRz6KpT9xQm2LcB8jHs5f' })
    other.give({ a: '1' })
    assert.equal(await other.visit((session) => session.get('a')), undefined)
    assert.equal(other.events[0]?.type, 'rejected')
  })

  test('over 4,096 bytes is an error that lists the bytes of each key', async () => {
    const sessions = createSessions<Any>({ format: flask({ secretKey: SECRET_KEY }) })
    for (const length of [4000, 70_000]) {
      const session = await sessions.open(new Request('https://shop.test/'))
      const bytes = crypto.getRandomValues(new Uint8Array(length * 0.75))
      session.set('big', Buffer.from(bytes).toString('base64'))
      session.set('small', 1)
      await assert.rejects(sessions.commit(session, new Response()), (error) => {
        assert.ok(error instanceof SessionTooLarge)
        assert.deepEqual(Object.keys(error.keys), ['big', 'small'])
        return true
      })
    }
  })
})

describe('a key that is not touched', () => {
  const texts = {
    _user_id: '"7"',
    big: '9223372036854775807',
    float: '1.0',
    large: '1e16',
    nan: 'NaN',
    pair: '{" t":[1,2.0]}',
    when: '{" d":"Thu, 01 Jan 2026 00:00:00 GMT"}',
  }

  test('keeps its text', async () => {
    const visitor = createVisitor()
    visitor.give(texts)
    await visitor.visit((session) => session.set('ours', 'x'))
    assert.deepEqual(Object.fromEntries(visitor.texts()), { ...texts, ours: '"x"' })
  })

  test('keeps it when it is read, or set to what it is', async () => {
    const visitor = createVisitor()
    visitor.give(texts)
    await visitor.visit((session) => {
      session.toObject()
      for (const key of session.keys()) session.set(key, session.get(key))
    })
    assert.deepEqual(visitor.lines, [])
    await visitor.visit((session) => {
      for (const key of session.keys()) session.set(key, session.get(key))
      session.set('ours', 'x')
    })
    assert.deepEqual(Object.fromEntries(visitor.texts()), { ...texts, ours: '"x"' })
  })

  test('keeps it when it nests deeper than what we set may, and can be read', async () => {
    const visitor = createVisitor()
    const deep = `${'[1.0,'.repeat(249)}[]${']'.repeat(249)}`
    visitor.give({ deep })
    await visitor.visit((session) => {
      session.set('deep', session.get('deep'))
      session.set('ours', session.toObject()['deep'] === undefined)
    })
    assert.deepEqual(Object.fromEntries(visitor.texts()), { deep, ours: 'false' })
    await visitor.visit((session) => {
      const message = /deeper\[1\]\[1\].* nests deeper than 200$/
      assert.throws(() => session.set('deeper', session.get('deep')), message)
    })
  })

  test('keeps it when the schema does not know it', async () => {
    const visitor = createVisitor({}, { schema: { ours: z.string() } })
    visitor.give(texts)
    assert.deepEqual(await visitor.visit((session) => session.keys()), [])
    await visitor.visit((session) => session.set('ours', 'x'))
    assert.deepEqual(Object.fromEntries(visitor.texts()), { ...texts, ours: '"x"' })
  })
})

describe('values that JSON has no place for', () => {
  const values = {
    at: new Date('2026-01-02T03:04:05Z'),
    bytes: new Uint8Array([0, 255]),
    big: 2n ** 63n - 1n,
    pair: tuple(['a', 1]),
    html: markup('<b>hi</b>'),
    id: uuid('12345678-1234-5678-1234-567812345678'),
  }

  test('are set and read again', async () => {
    const visitor = createVisitor()
    await visitor.visit((session) => {
      for (const [key, value] of Object.entries(values)) session.set(key, value)
    })
    assert.deepEqual(await visitor.visit((session) => session.toObject()), values)
    assert.ok(await visitor.visit((session) => isTuple(session.get('pair'))))
    assert.equal(visitor.texts().get('big'), '9223372036854775807')
  })

  test('are copied by set, and saved when they are changed in place', async () => {
    const visitor = createVisitor()
    const list: unknown[] = [new Date(0)]
    await visitor.visit((session) => {
      session.set('list', list)
      list.push(new Date(1))
    })
    await visitor.visit((session) => {
      const stored = session.get('list')
      assert.ok(Array.isArray(stored))
      stored.push(2n ** 60n)
    })
    assert.deepEqual(await visitor.visit((session) => session.get('list')), [
      new Date(0),
      2n ** 60n,
    ])
  })

  test('a float stays one, and is changed into one', async () => {
    const visitor = createVisitor()
    visitor.give({ n: '1' })
    await visitor.visit((session) => session.set('n', float(1)))
    assert.equal(visitor.texts().get('n'), '1.0')
    await visitor.visit((session) => session.update('n', (n) => Number(n) + 1))
    assert.equal(visitor.texts().get('n'), '2')
  })

  test('are refused with their path when Flask has none for them either', async () => {
    const visitor = createVisitor()
    await visitor.visit((session) => {
      assert.throws(() => session.set('cart', { items: [new Map()] }), /^TypeError: .*cart\.items/)
      assert.throws(() => session.set('cart', Symbol('x')), /^TypeError: .*cart/)
    })
  })

  test('pass a schema', async () => {
    const visitor = createVisitor({}, { schema: { at: z.date() } })
    await visitor.visit((session) => session.set('at', values.at))
    assert.deepEqual(await visitor.visit((session) => session.get('at')), values.at)
    visitor.give({ at: '"never"' })
    assert.equal(await visitor.visit((session) => session.get('at')), undefined)
    assert.equal(visitor.events.at(-1)?.type, 'key-dropped')
  })
})

describe("what Flask's cookie has no place for", () => {
  const uses: Readonly<Record<string, readonly [key: string, use: (session: Session) => unknown]>> =
    {
      id: ['_id', (session) => session.id],
      createdAt: ['created_at', (session) => session.createdAt],
      user: ['_user_id', (session) => session.user],
      authAge: ['logged_in_at', (session) => session.authAge],
      lastSeenAt: ['created_at', (session) => session.lastSeenAt],
      expiresAt: ['created_at', (session) => session.expiresAt],
      remember: ['_permanent', (session) => session.remember],
      'remember = true': ['_permanent', (session) => (session.remember = true)],
      login: ['_user_id', (session) => session.login('7')],
      regenerate: ['_user_id', (session) => session.regenerate()],
      rotate: ['csrf_token', (session) => session.rotate()],
      requireRecentLogin: ['_fresh', (session) => session.requireRecentLogin(60)],
    }
  for (const [name, [key, use]] of Object.entries(uses)) {
    test(`throws, and names what to set instead: ${name}`, async () => {
      const visitor = createVisitor()
      await visitor.visit((session) => {
        assert.throws(
          () => use(session),
          (error) => error instanceof SessionUnsupported && error.message.includes(`'${key}'`),
        )
      })
    })
  }

  test('is a RangeError at construction: a list of formats', () => {
    const format = ['signed', flask({ secretKey: SECRET_KEY })]
    for (const others of [{}, { secrets: [SECRET_KEY] }]) {
      const wrong = { ...others, format } as unknown as AnySessionOptions
      assert.throws(() => createSessions(wrong), /^RangeError: format must be 'signed', /)
    }
  })

  const options: Readonly<Record<string, object>> = {
    secrets: { secrets: [SECRET_KEY] },
    cookie: { cookie: { name: 'shop' } },
    idleTimeout: { idleTimeout: '30m' },
    absoluteTimeout: { absoluteTimeout: '12h' },
    remember: { remember: { idle: '30d', absolute: '90d' } },
    isLive: { isLive: () => true },
    store: { store: {} },
    load: { load: 'lazy' },
    onGone: { onGone: 'ignore' },
    maxSessionsPerUser: { maxSessionsPerUser: 1 },
    labelKey: { labelKey: 'device' },
  }
  for (const [option, others] of Object.entries(options)) {
    test(`is a TypeError at construction: ${option}`, () => {
      const wrong = { ...others, format: flask({ secretKey: SECRET_KEY }) } as AnySessionOptions
      assert.throws(() => createSessions(wrong), {
        name: 'TypeError',
        message: new RegExp(`^${option} `),
      })
    })
  }
})

describe('a secret', () => {
  for (const secretKey of [
    'dev',
    'x'.repeat(15),
    'change-me-change-me-change-me',
    '192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf',
  ]) {
    test(`that can be guessed needs allowWeakSecret: ${secretKey}`, async () => {
      assert.throws(() => createSessions({ format: flask({ secretKey }) }), {
        name: 'RangeError',
        message: /allowWeakSecret/,
      })
      const visitor = createVisitor({ secretKey, allowWeakSecret: true })
      await visitor.visit((session) => session.set('a', 1))
      await visitor.visit((session) => session.get('a'))
      assert.deepEqual(
        visitor.events.filter(({ type }) => type === 'weak-secret'),
        [{ type: 'weak-secret', cookie: 'session' }],
      )
    })
  }

  test('that can be guessed is refused as a fallback too', () => {
    const format = flask({ secretKey: SECRET_KEY, fallbacks: ['dev'] })
    assert.throws(() => createSessions({ format }), /allowWeakSecret/)
  })

  test('may be bytes of any length, which are copied', async () => {
    const bytes = new TextEncoder().encode(SECRET_KEY)
    const visitor = createVisitor({ secretKey: bytes })
    bytes.fill(0)
    visitor.give({ a: '1' })
    assert.equal(await visitor.visit((session) => session.get('a')), 1)
  })

  test('may be as long as a file', async () => {
    const secretKey = Uint8Array.from({ length: 300_000 }, (_, index) => index * 7)
    const visitor = createVisitor({ secretKey })
    await visitor.visit((session) => session.set('a', 1))
    assert.equal(await visitor.visit((session) => session.get('a')), 1)
  })

  test('of the wrong kind is a TypeError', () => {
    const secretKey: unknown = undefined
    const options = { secretKey } as FlaskFormatOptions
    assert.throws(() => createSessions({ format: flask(options) }), /^TypeError: secretKey /)
  })
})

test('whatever a client sends gives an empty session', async () => {
  const tokens = [
    '',
    'x',
    'e30.x.y',
    cookie.encode(new Map([['a', '{" d":1}']]), { now: Date.UTC(2026, 0, 1) }),
  ]
  for (const token of tokens) {
    const visitor = createVisitor()
    visitor.client.jar.setCookieSync(`session=${token}; Path=/`, 'https://shop.test')
    assert.deepEqual(await visitor.visit((session) => session.toObject()), {})
  }
})

test('a response of 500 keeps nothing, but the end of a session', async () => {
  const visitor = createVisitor()
  visitor.give({ a: encodeTaggedValue(1) })
  await visitor.visit((session) => session.set('a', 2), new Response(null, { status: 500 }))
  assert.deepEqual(visitor.lines, [])
  await visitor.visit((session) => session.logout(), new Response(null, { status: 500 }))
  assert.match(visitor.lines[0] ?? '', /^session=; /)
})

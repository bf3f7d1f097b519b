import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSessions, type Session, type SessionCookieOptions } from '../index.ts'
import { createBrowser, SECRET, type Browser } from './browser.test.ts'

type Any = Record<string, unknown>

const secrets = [SECRET]
const write = (session: Session): void => session.set('a', 1)
const look = (session: Session): unknown => session.get('a')
const linesOf = async (browser: Browser<Any>, act: (session: Session) => void): Promise<string[]> =>
  (await browser.visit(act)).headers.getSetCookie()

/** What a developer without types may pass. */
function create(cookie: unknown): unknown {
  return Reflect.apply(createSessions, undefined, [{ secrets, cookie }])
}

describe('the attributes', () => {
  const table: [cookie: SessionCookieOptions, attributes: string][] = [
    [{}, 'Path=/; HttpOnly; Secure; SameSite=Lax'],
    [{ sameSite: 'strict' }, 'Path=/; HttpOnly; Secure; SameSite=Strict'],
    [{ sameSite: 'none' }, 'Path=/; HttpOnly; Secure; SameSite=None'],
    [{ sameSite: 'lax' }, 'Path=/; HttpOnly; Secure; SameSite=Lax'],
    [
      { sameSite: 'none', partitioned: true },
      'Path=/; HttpOnly; Secure; Partitioned; SameSite=None',
    ],
    [
      { name: '__Secure-shop', domain: 'example.test', path: '/shop' },
      'Domain=example.test; Path=/shop; HttpOnly; Secure; SameSite=Lax',
    ],
    [{ name: 'sid', path: '/shop/' }, 'Path=/shop/; HttpOnly; Secure; SameSite=Lax'],
  ]
  for (const [cookie, attributes] of table) {
    test(`of ${JSON.stringify(cookie)} are repeated by the deletion`, async () => {
      const browser = createBrowser({ cookie }, { baseUrl: 'https://example.test/shop/' })
      const name = cookie.name ?? '__Host-session'
      const [set = '', ...more] = await linesOf(browser, write)
      assert.deepEqual([set.replace(/=[^;]*/, '='), more], [`${name}=; ${attributes}`, []])
      const past = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT'
      const deleted = await browser.sessions.open(
        new Request('https://example.test/shop/', {
          headers: { cookie: set.split(';', 1) } as never,
        }),
      )
      deleted.destroy()
      const { headers } = await browser.sessions.commit(deleted, new Response())
      assert.deepEqual(headers.getSetCookie(), [`${name}=; ${past}; ${attributes}`])
    })
  }

  test('never leave out Secure and HttpOnly, whatever an untyped object says', async () => {
    const cookie = { name: 'sid', secure: false, httpOnly: false, value: 'x' } as const
    const [line = ''] = await linesOf(createBrowser({ cookie }), write)
    assert.match(line, /^sid=1\.[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })

  test('that are undefined have their defaults', async () => {
    const cookie = { name: undefined, sameSite: undefined, domain: undefined } as never
    const [line = ''] = await linesOf(createBrowser({ cookie }), write)
    assert.match(line, /^__Host-session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })

  test('let the cookie go where they say, and nowhere else', async () => {
    const cookie = { name: '__Secure-shop', domain: 'example.test', path: '/shop' } as const
    const browser = createBrowser({ cookie }, { baseUrl: 'https://www.example.test' })
    await browser.visit(write, { path: '/shop/cart' })
    assert.deepEqual(Object.keys(browser.client.cookies('/shop')), ['__Secure-shop'])
    assert.deepEqual(browser.client.cookies('/shopping'), {})
    assert.deepEqual(browser.client.cookies('/'), {})
    assert.equal(await browser.read(look, { path: 'https://other.example.test/shop' }), 1)
    await browser.visit((session) => session.destroy(), { path: '/shop' })
    assert.deepEqual(browser.client.cookies('/shop'), {})
  })
})

const CHARACTERS: [about: string, text: string][] = [
  ['a semicolon', ';'],
  ['a carriage return', '\r'],
  ['a line feed', '\n'],
  ['a null', '\0'],
  ['a tab', '\t'],
  ['DEL', '\x7F'],
  ['U+0085', '\u0085'],
  ['U+2028', '\u2028'],
  ['U+2029', '\u2029'],
  ['a letter beyond ASCII', 'é'],
  ['an emoji', '🍪'],
  ['a whole attribute', '; Domain=evil.example'],
  ['a whole header', '\r\nSet-Cookie: a=1'],
]

describe('a text that would break the header throws at construction', () => {
  for (const [about, text] of CHARACTERS) {
    const places: [option: string, cookie: object][] = [
      ['name', { name: `sid${text}` }],
      ['name', { name: `${text}sid` }],
      ['domain', { name: 'sid', domain: `example${text}.test` }],
      ['path', { name: 'sid', path: `/app${text}` }],
      ['sameSite', { sameSite: `lax${text}` }],
      ['replaces', { replaces: [{ name: `old${text}` }] }],
      ['replaces', { name: 'sid', replaces: [{ domain: `example${text}.test` }] }],
      ['replaces', { name: 'sid', replaces: [{ path: `/app${text}` }] }],
    ]
    for (const [option, cookie] of places) {
      test(`${about} in ${option}: ${JSON.stringify(cookie)}`, () => {
        assert.throws(
          () => create(cookie),
          (thrown) => thrown instanceof TypeError || thrown instanceof RangeError,
        )
      })
    }
  }

  for (const character of ' "(),/:<=>?@[\\]{}') {
    test(`${JSON.stringify(character)} in a name, which is a token (RFC 9110 §5.6.2)`, () => {
      assert.throws(() => create({ name: `s${character}d` }), TypeError)
    })
  }
})

describe('what browsers would refuse throws at construction', () => {
  const wrong: [cookie: object, kind: string, message: RegExp][] = [
    [{ path: '/app' }, 'RangeError', /__Host-.*path '\/'/],
    [{ domain: 'example.test' }, 'RangeError', /__Host-.*no domain/],
    [{ name: '__Host-x', path: '/app' }, 'RangeError', /__Host-/],
    [{ name: '__host-x', path: '/app' }, 'RangeError', /__Host-/],
    [{ name: '__HOST-x', domain: 'example.test' }, 'RangeError', /__Host-/],
    [{ name: '__Host-Http-x', domain: 'example.test' }, 'RangeError', /__Host-/],
    [{ name: 'sid', path: 'app' }, 'RangeError', /path must begin with/],
    [{ name: 'sid', path: '' }, 'RangeError', /path must begin with/],
    [{ sameSite: 'Lax' }, 'RangeError', /cookie\.sameSite/],
    [{ sameSite: false }, 'RangeError', /cookie\.sameSite/],
    [{ sameSite: null }, 'RangeError', /cookie\.sameSite/],
    [{ partitioned: 'yes' }, 'TypeError', /cookie\.partitioned/],
    [{ path: 1 }, 'TypeError', /cookie\.path/],
    [{ domain: true }, 'TypeError', /cookie\.domain/],
    [{ replaces: { path: '/app' } }, 'TypeError', /cookie\.replaces/],
    [{ replaces: ['sid'] }, 'TypeError', /cookie\.replaces\[0\]/],
    [{ replaces: [{ name: 'a' }, null] }, 'TypeError', /cookie\.replaces\[1\]/],
    [{ replaces: [{ name: 1 }] }, 'TypeError', /cookie\.replaces\[0\]\.name/],
    [{ replaces: [{ path: '/app' }] }, 'RangeError', /__Host-/],
  ]
  for (const [cookie, kind, message] of wrong) {
    test(`${JSON.stringify(cookie)}: ${kind}`, () => {
      assert.throws(
        () => create(cookie),
        (thrown) => thrown instanceof Error && thrown.name === kind && message.test(thrown.message),
      )
    })
  }
})

describe('a cookie of an earlier configuration', () => {
  test('is deleted wherever the new one is set, and with it', async () => {
    const cookie = {
      name: 'sid',
      replaces: [{ path: '/app' }, { name: 'old' }, { domain: 'example.test' }],
    } as const
    const browser = createBrowser({ cookie })
    const lines = await linesOf(browser, write)
    const past = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT'
    const rest = 'HttpOnly; Secure; SameSite=Lax'
    const deletions = [
      `sid=; ${past}; Path=/app; ${rest}`,
      `old=; ${past}; Path=/; ${rest}`,
      `sid=; ${past}; Domain=example.test; Path=/; ${rest}`,
    ]
    assert.deepEqual(lines.slice(0, 3), deletions)
    assert.match(lines[3] ?? '', /^sid=1\./)
    const ended = await linesOf(browser, (session) => session.destroy())
    assert.deepEqual(ended.slice(0, 3), deletions)
    assert.equal(ended[3], `sid=; ${past}; Path=/; ${rest}`)
    assert.deepEqual(browser.client.cookies(), {})
  })

  test('goes from the browser: a visitor with both cookies has one after the next write', async () => {
    const old = createBrowser({ cookie: { name: 'sid', path: '/app' } })
    await old.visit(write, { path: '/app' })
    const cookie = { name: 'sid', replaces: [{ path: '/app' }] } as const
    const browser = createBrowser({ cookie }, { clock: old.clock, jar: old.client.jar })
    assert.equal(await browser.read((s) => (s.set('b', 2), s.get('a')), { path: '/app' }), 1)
    assert.equal((await browser.client.jar.getCookies('https://example.test/app')).length, 1)
    assert.deepEqual(await browser.read((s) => s.toObject(), { path: '/' }), { a: 1, b: 2 })
  })

  test('of the same name and scope but for Partitioned goes, and the new one stays', async () => {
    for (const [now, before] of [
      [true, false],
      [false, true],
    ]) {
      const cookie = { partitioned: now, replaces: [{ partitioned: before }] } as never
      const lines = await linesOf(createBrowser({ cookie }), write)
      assert.equal(lines.length, 2)
      assert.deepEqual(
        lines.map((line) => [line.startsWith('__Host-session=;'), /; Partitioned/.test(line)]),
        [
          [true, before],
          [false, now],
        ],
      )
    }
  })

  for (const cookie of [
    { replaces: [{}] },
    { replaces: [{ path: '/' }] },
    { name: 'sid', replaces: [{ name: 'old' }, { name: 'sid' }] },
    { name: 'sid', domain: 'example.test', replaces: [{ domain: '.EXAMPLE.test' }] },
    { partitioned: true, replaces: [{ partitioned: true }] },
  ]) {
    test(`must not be the one of today, which it would delete: ${JSON.stringify(cookie)}`, () => {
      assert.throws(() => create(cookie), /^RangeError: cookie\.replaces\[\d\] is the cookie/)
    })
  }

  test('is left alone while nothing is set', async () => {
    const browser = createBrowser({ cookie: { name: 'sid', replaces: [{ name: 'old' }] } })
    assert.deepEqual(await linesOf(browser, look), [])
    assert.deepEqual(await linesOf(browser, () => undefined), [])
  })
})

describe('several sessions in one app', () => {
  test('have a cookie, a key and a life each', async () => {
    const visitor = createBrowser({ cookie: { name: '__Host-visitor' } })
    const { clock } = visitor
    const desk = { clock, jar: visitor.client.jar }
    const admin = createBrowser({ cookie: { name: '__Host-admin' }, idleTimeout: '5m' }, desk)
    await visitor.visit(write)
    await admin.visit((session) => session.login('root'))
    assert.equal(await visitor.read((session) => session.user), undefined)
    assert.equal(await admin.read((session) => session.get('a')), undefined)
    clock.advance(301)
    assert.equal(await admin.read((session) => session.user), undefined)
    assert.equal(await visitor.read(look), 1)
    await visitor.visit((session) => session.logout())
    assert.deepEqual(Object.keys(visitor.client.cookies()), ['__Host-admin'])
  })

  test("do not take each other's cookie under their own name", async () => {
    const visitor = createBrowser({ cookie: { name: '__Host-visitor' } })
    await visitor.visit((session) => session.login('root'))
    const admin = createBrowser({ cookie: { name: '__Host-admin' } }, { clock: visitor.clock })
    const stolen = `__Host-admin=${visitor.cookie()}`
    assert.equal(await admin.readWith(stolen, (session) => session.user), undefined)
    assert.deepEqual(admin.events, [
      { type: 'rejected', reason: 'signature', cookie: '__Host-admin' },
    ])
  })
})

test('the rules of the prefixes are compile errors too', () => {
  const secure: SessionCookieOptions = { name: '__Secure-x', domain: 'example.test', path: '/a' }
  const plain: SessionCookieOptions = { name: 'sid', domain: 'example.test', path: '/a' }
  const host: SessionCookieOptions = { name: '__Host-x', path: '/', sameSite: 'strict' }
  for (const cookie of [secure, plain, host]) assert.doesNotThrow(() => create(cookie))
  const refused: SessionCookieOptions[] = [
    // @ts-expect-error the default name has the prefix __Host-
    { path: '/app' },
    // @ts-expect-error the default name has the prefix __Host-
    { domain: 'example.test' },
    // @ts-expect-error __Host- needs the path '/'
    { name: '__Host-x', path: '/app' },
    // @ts-expect-error __Host- needs no domain
    { name: '__Host-x', domain: 'example.test' },
    // @ts-expect-error browsers do not look at the case of a prefix
    { name: '__host-x', domain: 'example.test' },
    // @ts-expect-error there is no fourth value
    { sameSite: 'default' },
  ]
  for (const cookie of refused) assert.throws(() => create(cookie), RangeError)
})

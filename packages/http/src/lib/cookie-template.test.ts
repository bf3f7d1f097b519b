import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { CookieJar } from 'tough-cookie'
import { createCookieTemplate, type CookieAttributes } from './cookie-template.ts'
import { findCookieValues } from './cookie-values.ts'

const EPOCH = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'

describe('createCookieTemplate', () => {
  test('is Secure, HttpOnly, SameSite=Lax and for the whole host by default', () => {
    const cookie = createCookieTemplate({ name: '__Host-session' })
    assert.equal(cookie.name, '__Host-session')
    assert.equal(cookie.set('a.b'), '__Host-session=a.b; Path=/; HttpOnly; Secure; SameSite=Lax')
  })

  test('keeps Secure and HttpOnly when a caller passes undefined', () => {
    const attributes = { name: 'a', secure: undefined, httpOnly: undefined, path: undefined }
    // As code that is compiled without exactOptionalPropertyTypes may call it.
    const cookie = Reflect.apply(createCookieTemplate, undefined, [attributes])
    assert.equal(cookie.set(''), 'a=; Path=/; HttpOnly; Secure; SameSite=Lax')
  })

  test('writes every attribute', () => {
    const cookie = createCookieTemplate({
      name: 'a',
      path: '/shop',
      domain: 'example.com',
      sameSite: 'none',
      partitioned: true,
    })
    const rest = 'Domain=example.com; Path=/shop; HttpOnly; Secure; Partitioned; SameSite=None'
    assert.equal(cookie.set('1', 60), `a=1; Max-Age=60; ${rest}`)
  })

  test('deletes with the attributes that it sets with', () => {
    const cookie = createCookieTemplate({ name: 'a', path: '/x', domain: 'a.test', secure: false })
    assert.equal(
      cookie.delete(),
      `a=; Max-Age=0; ${EPOCH}; Domain=a.test; Path=/x; HttpOnly; SameSite=Lax`,
    )
  })

  test('cuts Max-Age to whole seconds between 0 and 400 days', () => {
    const { set } = createCookieTemplate({ name: 'a' })
    const maxAge = (seconds: number): string | undefined =>
      /Max-Age=(.*?);/.exec(set('', seconds))?.[1]
    assert.equal(maxAge(59.9), '59')
    assert.equal(maxAge(-1), '0')
    assert.equal(maxAge(1e21), '34560000')
    assert.equal(maxAge(Infinity), '34560000')
    assert.throws(() => set('', Number.NaN), RangeError)
  })

  for (const value of [
    'a b',
    'a;b',
    'a,b',
    '"a"',
    'a\\b',
    'a\rb',
    'a\nb',
    'a\0b',
    'ä',
    '\u2028',
    '\u007f',
  ]) {
    test(`refuses the value ${JSON.stringify(value)}`, () => {
      assert.throws(() => createCookieTemplate({ name: 'a' }).set(value), TypeError)
    })
  }

  test('does not repeat a refused value in the message', () => {
    const { set } = createCookieTemplate({ name: 'a' })
    assert.throws(
      () => set('top secret'),
      (error: Error) => !error.message.includes('secret'),
    )
  })
})

describe('the attributes', () => {
  const refused: [about: string, attributes: CookieAttributes, error: typeof TypeError][] = [
    ['an empty name', { name: '' }, TypeError],
    ['a name with a sign', { name: 'a=b' }, TypeError],
    ['a name with a blank', { name: 'a b' }, TypeError],
    ['a name with a line break', { name: 'a\r\nSet-Cookie: b' }, TypeError],
    ['a path with a semicolon', { name: 'a', path: '/; Domain=evil.com' }, TypeError],
    ['a path with NUL', { name: 'a', path: '/\0' }, TypeError],
    ['a path with a line break', { name: 'a', path: '/\n' }, TypeError],
    ['a path with U+2028', { name: 'a', path: '/\u2028' }, TypeError],
    ['a path that is empty', { name: 'a', path: '' }, RangeError],
    ['a path without a slash', { name: 'a', path: 'shop' }, RangeError],
    ['a domain with a semicolon', { name: 'a', domain: 'a.test; Path=/' }, TypeError],
    ['a domain with a port', { name: 'a', domain: 'a.test:80' }, TypeError],
    ['a domain beyond ASCII', { name: 'a', domain: 'ä.test' }, TypeError],
    ['__Host- without Secure', { name: '__Host-a', secure: false }, RangeError],
    ['__Host- with a path', { name: '__Host-a', path: '/x' }, RangeError],
    ['__Host- with a domain', { name: '__Host-a', domain: 'a.test' }, RangeError],
    ['__HOST- with a path', { name: '__HOST-a', path: '/x' }, RangeError],
    ['__Secure- without Secure', { name: '__Secure-a', secure: false }, RangeError],
    ['__Http- that scripts may read', { name: '__Http-a', httpOnly: false }, RangeError],
    ['__Host-Http- that scripts may read', { name: '__Host-Http-a', httpOnly: false }, RangeError],
    ['SameSite=None without Secure', { name: 'a', sameSite: 'none', secure: false }, RangeError],
    ['Partitioned without Secure', { name: 'a', partitioned: true, secure: false }, RangeError],
  ]

  for (const [about, attributes, error] of refused) {
    test(`refuse ${about}`, () => {
      assert.throws(() => createCookieTemplate(attributes), error)
    })
  }

  test('refuse a sameSite that is none of the three', () => {
    const attributes = JSON.parse('{"name":"a","sameSite":"sometimes"}')
    assert.throws(() => createCookieTemplate(attributes), TypeError)
  })

  test('may be __Secure- with a domain and a path', () => {
    const cookie = createCookieTemplate({ name: '__Secure-a', domain: 'a.test', path: '/x' })
    assert.match(cookie.set('1'), /^__Secure-a=1; Domain=a\.test; Path=\/x; /)
  })
})

test('a browser sends back each value that a template writes', () => {
  const values = fc.string({ unit: fc.constantFrom(...COOKIE_OCTETS), maxLength: 200 })
  const { name, set } = createCookieTemplate({ name: '__Host-session' })
  fc.assert(
    fc.property(values, (value) => {
      const jar = new CookieJar(undefined, { prefixSecurity: 'strict' })
      jar.setCookieSync(set(value, 60), 'https://example.com/')
      const header = jar.getCookieStringSync('https://example.com/deep/down')
      assert.deepEqual(findCookieValues(header, name, 3), [value])
    }),
  )
})

const COOKIE_OCTETS = Array.from({ length: 0x7f - 0x21 }, (_, index) =>
  String.fromCharCode(0x21 + index),
).filter((character) => !'",;\\'.includes(character))

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { createSessions } from '../index.ts'
import { SECRET } from './browser.test.ts'

/** What a developer without types may pass. */
function create(options: unknown): unknown {
  return Reflect.apply(createSessions, undefined, [options])
}

describe('a wrong option throws at construction, by its name', () => {
  const wrong: [about: string, options: object, error: 'TypeError' | 'RangeError', name: string][] =
    [
      ['no secrets', {}, 'TypeError', 'secrets'],
      ['secrets from an unset variable', { secrets: [undefined] }, 'TypeError', 'secrets[0]'],
      ['a text for secrets', { secrets: SECRET }, 'TypeError', 'secrets'],
      ['a number for a secret', { secrets: [SECRET, 7] }, 'TypeError', 'secrets[1]'],
      ['no secret', { secrets: [] }, 'RangeError', 'secrets'],
      ['an empty secret', { secrets: [''] }, 'RangeError', 'secrets[0]'],
      ['a short secret', { secrets: [SECRET, 'short'] }, 'RangeError', 'secrets[1]'],
      ['a secret of one character', { secrets: ['a'.repeat(64)] }, 'RangeError', 'secrets[0]'],
      ['the same secret twice', { secrets: [SECRET, SECRET] }, 'RangeError', 'secrets[1]'],
      ['an idle timeout of zero', { idleTimeout: 0 }, 'RangeError', 'idleTimeout'],
      ['a negative one', { idleTimeout: -1 }, 'RangeError', 'idleTimeout'],
      ['part of a second', { idleTimeout: 0.5 }, 'RangeError', 'idleTimeout'],
      [
        'an idle timeout that is no number',
        { idleTimeout: Number.NaN },
        'RangeError',
        'idleTimeout',
      ],
      ['an endless one', { idleTimeout: Infinity }, 'RangeError', 'idleTimeout'],
      ['a timeout in text without a unit', { idleTimeout: '1800' }, 'RangeError', 'idleTimeout'],
      ['an absolute timeout of zero', { absoluteTimeout: 0 }, 'RangeError', 'absoluteTimeout'],
      ['a timeout in weeks', { absoluteTimeout: '2w' }, 'RangeError', 'absoluteTimeout'],
      ['null for a timeout', { absoluteTimeout: null }, 'TypeError', 'absoluteTimeout'],
      ['a schema that is none', { schema: { name: 'string' } }, 'TypeError', 'schema.name'],
      ['a type for a schema', { schema: { name: String } }, 'TypeError', 'schema.name'],
      ['one schema for all keys', { schema: z.object({ a: z.string() }) }, 'TypeError', 'schema'],
      ['null for the schema', { schema: null }, 'TypeError', 'schema'],
      ['a text for the schema', { schema: 'name' }, 'TypeError', 'schema'],
      ['a cookie name with a blank', { cookie: { name: 'my session' } }, 'TypeError', 'cookie'],
      ['an empty cookie name', { cookie: { name: '' } }, 'TypeError', 'cookie'],
      ['a cookie name with a line break', { cookie: { name: 'a\r\nb' } }, 'TypeError', 'cookie'],
      ['a cookie name that is no text', { cookie: { name: 7 } }, 'TypeError', 'cookie'],
      ['a text for the cookie', { cookie: 'sid' }, 'TypeError', 'cookie'],
      ['a clock that stands', { now: 0 }, 'TypeError', 'now'],
      ['randomness that is no function', { randomBytes: 16 }, 'TypeError', 'randomBytes'],
      ['an observer that is no function', { onEvent: console }, 'TypeError', 'onEvent'],
      ['a text for development', { development: 'production' }, 'TypeError', 'development'],
    ]
  for (const [about, options, error, name] of wrong) {
    test(`${about}: ${error} of ${name}`, () => {
      const isBare = 'secrets' in options || Object.keys(options).length === 0
      assert.throws(
        () => create(isBare ? options : { secrets: [SECRET], ...options }),
        (thrown) =>
          thrown instanceof Error && thrown.name === error && thrown.message.includes(name),
      )
    })
  }

  test('no options at all: TypeError', () => {
    assert.throws(() => create(undefined), TypeError)
  })

  test('the message never holds the secret', () => {
    const secret = 'hunter2-hunter2'
    assert.throws(
      () => create({ secrets: [secret] }),
      (thrown) => thrown instanceof RangeError && !String(thrown.stack).includes(secret),
    )
  })
})

describe('right options', () => {
  const right: [about: string, options: object][] = [
    ['secrets alone', {}],
    ['bytes for a secret', { secrets: [new TextEncoder().encode(SECRET)] }],
    ['a secret with settings', { secrets: [{ secret: SECRET, id: 'k1' }] }],
    ['a schema', { schema: { name: z.string(), list: z.array(z.number()) } }],
    ['no schema for any key', { schema: {} }],
    ['timeouts', { idleTimeout: 1, absoluteTimeout: 1 }],
  ]
  for (const [about, options] of right) {
    test(`are ${about}`, () => {
      assert.doesNotThrow(() => create({ secrets: [SECRET], ...options }))
    })
  }

  test('give the cookie its name and the ring to derive keys from', () => {
    const { cookieName, keys } = createSessions({ secrets: [SECRET] })
    assert.equal(cookieName, '__Host-session')
    assert.equal(keys.ids.length, 1)
    assert.equal(keys.derive('flash')[0].bytes.length, 32)
  })
})

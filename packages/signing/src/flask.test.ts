import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { deflateSync, inflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import {
  createFlaskCookie,
  decodeTaggedValue,
  encodeTaggedValue,
  float,
  isFloat,
  isMarkup,
  isTuple,
  isUuid,
  isWeakSecretKey,
  markup,
  tuple,
  uuid,
  type FlaskDict,
  type FlaskSession,
  type FlaskValue,
} from './flask.ts'
import { createItsdangerousTimestampSigner } from './itsdangerous.ts'
import { arbitrarySession, arbitraryValue } from './lib/flask/arbitrary-session.test.ts'

interface Vector {
  readonly secret: string
  readonly fallbacks: string[]
  readonly signed_with: string
  readonly at: number
  readonly cookie: string
  readonly tagged_json: string
}

const vectors: { readonly sessions: Vector[] } = JSON.parse(
  readFileSync(new URL('../vectors/flask-session.json', import.meta.url), 'utf8'),
)
const now = 1_700_000_000_000
const cookie = createFlaskCookie({ secretKey: 'dev' })

/** What `make_python_vectors.py` put into the sessions, in the same order. */
const SESSIONS: FlaskDict[] = [
  { username: 'alice' },
  {},
  { _permanent: true, n: 1 },
  { list: [1, [2, [3]]], nil: null, t: true, f: 1.25 },
  { _flashes: [tuple(['message', 'hello']), tuple(['error', 'bad'])], user: 'bob' },
  { tuple: tuple([1, 'two', tuple([3])]) },
  { bytes: Uint8Array.of(0, 255, 16) },
  { markup: markup('<b>x</b>') },
  { uuid: uuid('12345678123456781234567812345678') },
  { when: new Date(now) },
  { escaped: { ' t': 1 } },
  { escaped2: { ' di': { ' t': 1 } } },
  { nested: { deep: { tuple: tuple([1, 2]), bytes: Uint8Array.of(97, 98) } } },
  { unicode: 'ü中🍪', é: 1 },
  { long: 'z'.repeat(5000) },
  { html: '<script>alert(1)</script>' },
  { quote: '"\\\n\t\u2028' },
  { big: 2n ** 53n, neg: -1, e: 1e21 },
  { uid: 2n ** 63n - 1n, neg: -(2n ** 63n) },
  { one: float(1), sixteen: 1e16, small: 1e-5, tenth: 0.1, negzero: -0 },
  { nan: Number.NaN, inf: Number.POSITIVE_INFINITY },
  { '🍪': 1, '\ue000': 2, a: 3, B: 4 },
  { _user_id: '42', _fresh: true, _id: 'ab12', csrf_token: 'f00' },
]

describe('vectors of Flask', () => {
  it('reads every cookie and writes the same JSON from its texts', () => {
    for (const { secret, fallbacks, signed_with, cookie, tagged_json } of vectors.sessions) {
      const codec = createFlaskCookie({ secretKey: secret, fallbacks })
      const opened = codec.decode(cookie, { now, maxAge: 0 })
      assert.ok(opened.ok)
      assert.equal(opened.stale, signed_with !== secret)
      assert.equal(opened.issuedAt, now)
      assert.equal(jsonOf(codec.encode(opened.value.texts, { now })), tagged_json)
    }
    assert.equal(vectors.sessions.length, 92)
  })

  it('reads every value as what Python put there', () => {
    for (const [index, vector] of vectors.sessions.entries()) {
      const expected = SESSIONS[index % SESSIONS.length] ?? {}
      const codec = createFlaskCookie({ secretKey: vector.secret, fallbacks: vector.fallbacks })
      const session = open(codec.decode(vector.cookie, { now }))
      assert.deepEqual(session.toObject(), withoutFloats(expected))
      assert.deepEqual(new Set(session.texts.keys()), new Set(Object.keys(expected)))
    }
  })

  it('writes every value byte for byte, and every cookie that is not compressed', () => {
    for (const [index, vector] of vectors.sessions.entries()) {
      const codec = createFlaskCookie({ secretKey: vector.signed_with })
      const written = codec.encode(SESSIONS[index % SESSIONS.length] ?? {}, { now })
      assert.equal(jsonOf(written), vector.tagged_json)
      const isPlain = !written.startsWith('.') && !vector.cookie.startsWith('.')
      if (isPlain) assert.equal(written, vector.cookie)
    }
  })

  it('compresses when that saves more than one byte', () => {
    // builds of zlib differ by a few bytes, so that Flask may decide otherwise for a session of this size
    for (const { tagged_json, cookie: theirs } of vectors.sessions) {
      const ours = cookie.encode(open(readText(tagged_json)).texts, { now })
      const saved = tagged_json.length - deflateSync(tagged_json).length
      assert.equal(ours.startsWith('.'), saved > 1)
      if (Math.abs(saved) > 4) assert.equal(ours.startsWith('.'), theirs.startsWith('.'))
    }
  })

  it('keeps every text when values are encoded over the texts they came from', () => {
    for (const { secret, fallbacks, cookie } of vectors.sessions) {
      const codec = createFlaskCookie({ secretKey: secret, fallbacks })
      const { texts, toObject } = open(codec.decode(cookie, { now }))
      for (const [key, value] of Object.entries(toObject())) {
        assert.equal(encodeTaggedValue(value, texts.get(key)), texts.get(key))
      }
    }
  })
})

describe('decode', () => {
  it('refuses a cookie of another secret, salt, derivation or digest', () => {
    const token = cookie.encode({ a: 1 }, { now })
    const others = [
      { secretKey: 'other' },
      { secretKey: 'dev', salt: 'other' },
      { secretKey: 'dev', keyDerivation: 'concat' },
      { secretKey: 'dev', digest: 'sha256' },
    ] as const
    for (const options of others) {
      const opened = createFlaskCookie(options).decode(token, { now })
      assert.deepEqual(opened, { ok: false, reason: 'signature' })
    }
    assert.deepEqual(cookie.decode('', { now }), { ok: false, reason: 'malformed' })
  })

  it('refuses a cookie of more than 31 days, unless told otherwise', () => {
    const token = cookie.encode({ a: 1 }, { now })
    const day = 86_400_000
    assert.equal(cookie.decode(token, { now: now + 31 * day }).ok, true)
    const late = cookie.decode(token, { now: now + 31 * day + 1000 })
    assert.deepEqual(late, { ok: false, reason: 'expired' })
    assert.equal(cookie.decode(token, { now: now + 99 * day, maxAge: Infinity }).ok, true)
  })

  it('inflates no further than the cap, and writes nothing beyond it', () => {
    const roomy = createFlaskCookie({ secretKey: 'dev', maxInflated: 1e6 })
    const bomb = roomy.encode({ z: 'z'.repeat(900_000) }, { now })
    assert.ok(bomb.length < 2000)
    assert.deepEqual(cookie.decode(bomb, { now }), { ok: false, reason: 'too-long' })
    assert.throws(() => cookie.encode({ z: 'z'.repeat(65_536) }, { now }), /maxInflated is 65536/)
  })

  it('refuses signed payloads that Flask does not write', () => {
    const bad = [
      '',
      '[]',
      '1',
      '"a"',
      'null',
      '{"a":1',
      '{"a":1}}',
      '{"a":1,}',
      '{a:1}',
      '{"a":01}',
      '{"a":+1}',
      '{"a":.5}',
      '{"a":1.}',
      '{"a":-NaN}',
      '{"a":undefined}',
      '{"a":"\n"}',
      '{"a":"\\x"}',
      '\ufeff{}',
      '{" t":[1]}',
      '{" b":"AA=="}',
      '{" di":{"a":1}}',
      '{" di":[]}',
      '{"a":{" t":1}}',
      '{"a":{" b":"A"}}',
      '{"a":{" b":"AB=="}}',
      '{"a":{" m":1}}',
      '{"a":{" u":"12"}}',
      '{"a":{" di":{"t":1}}}',
      '{"a":{" di":{}}}',
      `{"a":${'9'.repeat(4301)}}`,
      `{"a":${'['.repeat(512)}${']'.repeat(512)}}`,
    ]
    for (const text of bad) {
      assert.deepEqual(cookie.decode(sign(text), { now }), { ok: false, reason: 'payload' }, text)
    }
  })

  it('reads JSON that somebody else wrote, and keeps its texts', () => {
    const session = open(cookie.decode(sign(' { "b" : [ 1.50 , "ü" ] , "a":1, "a":2 } '), { now }))
    assert.deepEqual(session.toObject(), { b: [1.5, 'ü'], a: 2 })
    assert.deepEqual(session.texts.get('b'), '[ 1.50 , "ü" ]')
    assert.equal(jsonOf(cookie.encode(session.texts, { now })), '{"a":2,"b":[ 1.50 , "ü" ]}')
  })

  it('gives a new value each time, so that nobody changes another reader’s', () => {
    const session = open(cookie.decode(cookie.encode({ list: [1] }, { now }), { now }))
    assert.deepEqual(session.get('list'), [1])
    assert.notEqual(session.get('list'), session.get('list'))
    assert.equal(session.get('other'), undefined)
    assert.equal(session.get('toString'), undefined)
  })

  it('takes `__proto__` for a key like any other', () => {
    const session = open(cookie.decode(sign('{"__proto__":{"admin":true}}'), { now }))
    assert.deepEqual(Object.keys(session.toObject()), ['__proto__'])
    assert.equal('admin' in session.toObject(), false)
    assert.equal(jsonOf(cookie.encode(session.toObject(), { now })), '{"__proto__":{"admin":true}}')
  })

  it('reads a session whose only key looks like a tag, and writes it', () => {
    for (const key of [' t', ' di', ' b', ' d']) {
      const token = cookie.encode({ [key]: 1.5 }, { now })
      assert.equal(jsonOf(token), `{" di":{"${key}__":1.5}}`)
      const session = open(cookie.decode(token, { now }))
      assert.deepEqual([...session.texts], [[key, '1.5']])
      assert.deepEqual(session.toObject(), { [key]: 1.5 })
    }
  })

  it('reads what it wrote, and writes it again to the byte', () => {
    fc.assert(
      fc.property(arbitrarySession, (data) => {
        const token = cookie.encode(data, { now })
        const session = open(cookie.decode(token, { now }))
        assert.deepEqual(session.toObject(), withoutFloats(data))
        assert.equal(cookie.encode(session.texts, { now }), token)
      }),
    )
  })

  it('throws on no text, and on no signed text', () => {
    const json = fc.json().map((text) => text.replace('"', '" t"'))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), json), (text) => {
        assert.equal(cookie.decode(text, { now }).ok, false)
        cookie.decode(sign(text.toWellFormed()), { now })
        decodeTaggedValue(text)
      }),
    )
  })
})

describe('encodeTaggedValue', () => {
  it('round-trips every value', () => {
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        const text = encodeTaggedValue(value)
        assert.match(text, /^[ -~]*$/)
        const read = decodeTaggedValue(text)
        assert.deepEqual(read, withoutFloats(value))
        assert.equal(encodeTaggedValue(read ?? null, text), text)
      }),
    )
  })

  it('keeps the text of numbers that are equal still, wherever they stand', () => {
    const before = '{"a":[1.0,2,1E5],"t":{" t":[1e16,{" di":{" t__":-0.0}}]}}'
    const value = decodeTaggedValue(before)
    assert.deepEqual(value, { a: [1, 2, 1e5], t: tuple([1e16, { ' t': -0 }]) })
    assert.equal(encodeTaggedValue(value ?? null, before), before)
    const changed = { a: [1, 2.5, 7], t: 1 }
    assert.equal(encodeTaggedValue(changed, before), '{"a":[1.0,2.5,7],"t":1}')
    assert.equal(encodeTaggedValue([1], '1.0'), '[1]')
    assert.equal(encodeTaggedValue(1, 'no JSON'), '1')
  })

  it('tells int from float: a number marked as float stays one', () => {
    assert.equal(encodeTaggedValue(float(1), '1'), '1.0')
    assert.equal(encodeTaggedValue(2 ** 53, String(2 ** 53)), '9007199254740992.0')
    assert.equal(encodeTaggedValue(2n ** 53n, '9007199254740992.0'), '9007199254740992')
    assert.equal(encodeTaggedValue(2 ** 53 - 1), '9007199254740991')
    assert.equal(decodeTaggedValue('-0'), 0)
  })

  it('refuses what a session cannot hold, and names the place', () => {
    const circle: FlaskValue[] = []
    circle.push({ circle })
    const bad: [unknown, RegExp][] = [
      [{ a: [undefined] }, /^TypeError: value\.a\[0\] is undefined/],
      [tuple([new Date(Number.NaN) as FlaskValue]), /value\[0\] is no date/],
      [new Date(Date.UTC(12_000, 0)), /value is no date/],
      [{ ' t': new Map() }, /value\. t is no plain object/],
      [() => 1, /value is function/],
      [circle, /nests deeper than 200/],
    ]
    for (const [value, message] of bad) {
      // @ts-expect-error: what types refuse, JavaScript callers can do
      assert.throws(() => encodeTaggedValue(value), message)
    }
    assert.throws(() => cookie.encode({ user: new Date(Number.NaN) }, { now }), /session\.user is/)
  })

  it('reads dates of the years 100 to 9999, and null for what is no date', () => {
    assert.deepEqual(readDate('Wed, 31 Dec 1969 23:59:59 GMT'), new Date(-1000))
    assert.deepEqual(readDate('Fri, 31 Dec 9999 23:59:59 GMT'), new Date(253_402_300_799_000))
    for (const date of ['', 'Tue, 31 Feb 2023 00:00:00 GMT', 'Tue, 14 Foo 2023 22:13:20 GMT']) {
      assert.equal(readDate(date), null)
    }
  })
})

describe('tagged values', () => {
  it('tell their type, which no JSON can fake', () => {
    assert.ok(isTuple(tuple([])) && isMarkup(markup('')) && isFloat(float(1)))
    assert.ok(isUuid(uuid('12345678-1234-5678-1234-56781234567A')))
    assert.ok(!isTuple([]) && !isMarkup({ html: '' }) && !isFloat(1) && !isUuid(null))
    assert.equal(uuid('12345678123456781234567812345678').value.length, 36)
    for (const text of ['', '1234', '12345678-12345678-12345678-12345678', 'g'.repeat(32)]) {
      assert.throws(() => uuid(text), RangeError)
    }
  })

  it('are frozen', () => {
    for (const value of [tuple([1]), markup('x'), float(1), uuid('0'.repeat(32))]) {
      assert.ok(Object.isFrozen(value))
    }
  })
})

describe('limits', () => {
  it('are whole numbers', () => {
    for (const limit of [Number.NaN, Infinity, 0, -1, 1.5]) {
      for (const option of ['maxLength', 'maxInflated']) {
        const wrong = { name: 'RangeError', message: `${option} must be a whole number` }
        assert.throws(() => createFlaskCookie({ secretKey: 'k', [option]: limit }), wrong)
      }
    }
  })
})

describe('secrets', () => {
  it('takes at most four fallbacks', () => {
    assert.ok(createFlaskCookie({ secretKey: 'k', fallbacks: [...'1234'] }))
    assert.throws(() => createFlaskCookie({ secretKey: 'k', fallbacks: [...'12345'] }), RangeError)
    assert.throws(() => createFlaskCookie({ secretKey: '' }), RangeError)
  })

  it('knows those that can be guessed', () => {
    const weak = [
      'dev',
      'fifteen-bytes-x',
      'a'.repeat(64),
      'change-me-in-production',
      'you-will-never-guess',
      'super secret key of mine',
      '192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf',
      '_5#y2L"F4Q8z\n\u00ec]/',
      'A0Zr98j/3yX R~XHH!jmN]LWX/,?RT',
      '\u00fd{H\u00e5<\u0095\u00f9\u00e3\u0096.5\u00d1\u0001O<!\u00d5\u00a2\u00a0\u009fR"\u00a1\u00a8',
      Buffer.from('fd7b48e53c95f9e3962e35d1014f3c21d5a2a09f5222a1a8', 'hex'),
      '5791628bb0b13ce0c676dfde280ba245',
      'pf9Wkove4IKEAXvy-cQkeDPhv9Cb3Ag-wyJILbq_dFw',
      'django-insecure-x7&8kq!p3v',
    ]
    for (const secret of weak) assert.equal(isWeakSecretKey(secret), true, String(secret))
    for (const secret of ['q3K9vXw2mZr8TtLb', Uint8Array.from({ length: 16 }, (_, i) => i * 7)]) {
      assert.equal(isWeakSecretKey(secret), false)
    }
  })
})

function open(opened: ReturnType<typeof cookie.decode>): FlaskSession {
  assert.ok(opened.ok)
  return opened.value
}

function readDate(date: string): unknown {
  return decodeTaggedValue(`{" d":"${date}"}`)
}

function readText(text: string): ReturnType<typeof cookie.decode> {
  return cookie.decode(sign(text), { now })
}

/** The JSON in a cookie. */
function jsonOf(token: string): string {
  const payload = token.replace(/^\./, '').split('.')[0] ?? ''
  const bytes = Buffer.from(payload, 'base64url')
  return (token.startsWith('.') ? inflateSync(bytes) : bytes).toString('utf8')
}

/** A text as Flask would sign it. */
function sign(text: string): string {
  const options = { secretKey: 'dev', salt: 'cookie-session', keyDerivation: 'hmac' } as const
  const payload = Buffer.from(text, 'utf8').toString('base64url')
  return createItsdangerousTimestampSigner(options).sign(payload, { now })
}

/** A marked float is read as a number. */
function withoutFloats(value: FlaskValue): FlaskValue {
  if (isFloat(value)) return value.value
  if (isTuple(value)) return tuple(value.map(withoutFloats))
  if (Array.isArray(value)) return value.map(withoutFloats)
  if (typeof value !== 'object' || value === null || isMarkup(value) || isUuid(value)) return value
  if (value instanceof Date || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutFloats(item)]))
}

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  createItsdangerousSerializer,
  createItsdangerousSigner,
  createItsdangerousTimestampSigner,
  createItsdangerousUrlSafeSerializer,
  createItsdangerousUrlSafeTimedSerializer,
  type DigestName,
  type ItsdangerousSignerOptions,
  type JsonValue,
  type KeyDerivation,
} from './itsdangerous.ts'

interface SignerVector {
  readonly secrets_oldest_first: string[]
  readonly salt: string
  readonly derivation: KeyDerivation
  readonly digest: DigestName
  readonly value: string
  readonly timed: boolean
  readonly token: string
}

interface SerializerVector {
  readonly kind: 'Serializer' | 'URLSafeSerializer' | 'URLSafeTimedSerializer'
  readonly secret: string
  readonly salt: string
  readonly payload: JsonValue
  readonly token: string
}

interface Vectors {
  readonly at: number
  readonly signers: SignerVector[]
  readonly serializers: SerializerVector[]
  readonly rejected_by_URLSafeTimedSerializer_secret_key: { why: string; token: string }[]
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../vectors/itsdangerous.json', import.meta.url), 'utf8'),
)
const now = vectors.at * 1000

describe('vectors of itsdangerous', () => {
  it('makes and opens every token of its signers', () => {
    for (const vector of vectors.signers) {
      const { secrets_oldest_first: secretKey, salt, derivation, digest, value, token } = vector
      const options = { secretKey, salt, keyDerivation: derivation, digest }
      if (vector.timed) {
        const signer = createItsdangerousTimestampSigner(options)
        assert.equal(signer.sign(value, { now }), token)
        const opened = { ok: true, value, issuedAt: now, stale: false }
        assert.deepEqual(signer.unsign(token, { now, maxAge: 0 }), opened)
      } else {
        const signer = createItsdangerousSigner(options)
        assert.equal(signer.sign(value), token)
        assert.deepEqual(signer.unsign(token), { ok: true, value, stale: false })
      }
    }
    assert.equal(vectors.signers.length, 576)
  })

  it('makes and opens every token of its serializers', () => {
    for (const { kind, secret, salt, payload, token } of vectors.serializers) {
      const options = { secretKey: secret, salt }
      if (kind === 'URLSafeTimedSerializer') {
        const serializer = createItsdangerousUrlSafeTimedSerializer(options)
        assert.equal(serializer.dumps(payload, { now }), token)
        const opened = { ok: true, value: payload, issuedAt: now, stale: false }
        assert.deepEqual(serializer.loads(token, { now, maxAge: 60 }), opened)
      } else {
        const create =
          kind === 'Serializer' ? createItsdangerousSerializer : createItsdangerousUrlSafeSerializer
        assert.equal(create(options).dumps(payload), token)
        assert.deepEqual(create(options).loads(token), { ok: true, value: payload, stale: false })
      }
    }
    assert.equal(vectors.serializers.length, 42)
  })

  it('refuses every token that it refuses, with the reason', () => {
    const serializer = createItsdangerousUrlSafeTimedSerializer({ secretKey: 'secret-key' })
    const reasons = vectors.rejected_by_URLSafeTimedSerializer_secret_key.map(({ why, token }) => {
      const opened = serializer.loads(token, { now })
      return [why, opened.ok || opened.reason]
    })
    assert.deepEqual(reasons, [
      ['payload changed', 'signature'],
      ['signature changed', 'signature'],
      ['signature missing', 'signature'],
      ['timestamp missing', 'timestamp'],
      ['other salt', 'signature'],
      ['other secret', 'signature'],
      ['empty', 'malformed'],
      ['dots', 'signature'],
      ['signed but not JSON', 'payload'],
    ])
  })
})

describe('keys', () => {
  it('signs with the newest secret, the last, and verifies with all', () => {
    const signer = createItsdangerousSigner({ secretKey: ['oldest', 'older', 'newest'] })
    assert.equal(signer.sign('v'), sign({ secretKey: 'newest' }))
    assert.deepEqual(signer.unsign(sign({ secretKey: 'newest' })), {
      ok: true,
      value: 'v',
      stale: false,
    })
    assert.deepEqual(signer.unsign(sign({ secretKey: 'oldest' })), {
      ok: true,
      value: 'v',
      stale: true,
    })
    assert.equal(signer.unsign(sign({ secretKey: 'other' })).ok, false)
  })

  it('verifies with fallback signers, and does not sign with them', () => {
    const secretKey = ['old', 'new']
    const signer = createItsdangerousSigner({
      secretKey,
      digest: 'sha512',
      fallbackSigners: [{ digest: 'sha256' }],
    })
    assert.equal(signer.sign('v'), sign({ secretKey, digest: 'sha512' }))
    for (const secretKey of ['old', 'new']) {
      assert.deepEqual(signer.unsign(sign({ secretKey, digest: 'sha256' })), {
        ok: true,
        value: 'v',
        stale: true,
      })
    }
    assert.equal(signer.unsign(sign({ secretKey: 'new' })).ok, false)
  })

  it('tries at most five keys: more are an error when the signer is made', () => {
    createItsdangerousSigner({ secretKey: ['1', '2', '3', '4', '5'] })
    assert.throws(() => createItsdangerousSigner({ secretKey: [...'123456'] }), RangeError)
    const fallbackSigners = [{ digest: 'sha256' }] as const
    assert.throws(
      () => createItsdangerousSigner({ secretKey: [...'123'], fallbackSigners }),
      /secretKey and fallbacks make 6 keys/,
    )
  })

  it('takes secrets as bytes, of any length but none', () => {
    const secretKey = new TextEncoder().encode('dev')
    assert.equal(sign({ secretKey }), sign({ secretKey: 'dev' }))
    assert.throws(() => sign({ secretKey: '' }), RangeError)
    assert.throws(() => sign({ secretKey: [] }), RangeError)
    // @ts-expect-error: a missing environment variable
    assert.throws(() => sign({ secretKey: undefined }), TypeError)
    // @ts-expect-error: a missing environment variable in the list
    assert.throws(() => sign({ secretKey: ['a', undefined] }), TypeError)
  })

  it('refuses options without a usable value', () => {
    const secretKey = 'k'
    for (const separator of ['', 'a', '.-', '_', '=']) {
      assert.throws(() => sign({ secretKey, separator }), /separator/)
    }
    // @ts-expect-error: no such derivation
    assert.throws(() => sign({ secretKey, keyDerivation: 'pbkdf2' }), /keyDerivation/)
    // @ts-expect-error: no such digest
    assert.throws(() => sign({ secretKey, digest: 'md5' }), /digest/)
    // @ts-expect-error: a missing environment variable
    assert.throws(() => sign({ secretKey, salt: null }), /^TypeError: salt must be text/)
    assert.equal(sign({ secretKey, separator: ':' }).split(':').length, 2)
  })
})

describe('unsign', () => {
  const signer = createItsdangerousTimestampSigner({ secretKey: 'k' })
  const plain = createItsdangerousSigner({ secretKey: 'k' })

  it('tells a token that is too old from one of the future', () => {
    const token = signer.sign('v', { now })
    const reason = (now: number, maxAge?: number): unknown => {
      const opened = signer.unsign(token, { now, ...(maxAge !== undefined && { maxAge }) })
      return opened.ok || opened.reason
    }
    assert.equal(reason(now + 60_999, 60), true)
    assert.equal(reason(now + 61_000, 60), 'expired')
    assert.equal(reason(now - 300_000, 60), true)
    assert.equal(reason(now - 301_000, 60), 'future')
    assert.equal(reason(now - 301_000), true)
    assert.equal(reason(0), true)
  })

  it('refuses a signed text with no time in it', () => {
    for (const value of [
      '',
      'v',
      'v.',
      'v.A',
      'v.AA',
      'v.ZVPxAB',
      'v.ZVPxAA=',
      'v._______',
      'v.é',
    ]) {
      const opened = signer.unsign(plain.sign(value), { now })
      if (value === 'v.')
        assert.deepEqual(opened, { ok: true, value: 'v', issuedAt: 0, stale: false })
      else assert.deepEqual(opened, { ok: false, reason: 'timestamp' }, value)
    }
  })

  it('refuses a signature in characters that fold to the right ones', () => {
    const token = plain.sign('v')
    const last = token.charCodeAt(token.length - 1)
    const folded = token.slice(0, -1) + String.fromCharCode(last + 0x100)
    assert.deepEqual(plain.unsign(folded), { ok: false, reason: 'signature' })
    assert.deepEqual(plain.unsign(`${token}=`), { ok: false, reason: 'signature' })
  })

  it('does not take a lone surrogate for the character that UTF-8 puts in its place', () => {
    const token = plain.sign('\ufffd')
    assert.deepEqual(plain.unsign(token.replace('\ufffd', '\ud800')), {
      ok: false,
      reason: 'malformed',
    })
    assert.throws(() => plain.sign('\ud800'), TypeError)
  })

  it('does not look at what is too long, and does not make it', () => {
    const short = createItsdangerousSigner({ secretKey: 'k', maxLength: 30 })
    assert.deepEqual(short.unsign(plain.sign('abcd')), { ok: false, reason: 'too-long' })
    assert.throws(() => short.sign('abcd'), RangeError)
  })

  it('needs a time', () => {
    assert.throws(() => signer.sign('v', { now: Number.NaN }), RangeError)
    assert.throws(() => signer.sign('v', { now: 1e15 }), RangeError)
    assert.throws(() => signer.unsign('', { now: Number.NaN }), RangeError)
    assert.throws(() => signer.unsign('', { now, maxAge: Number.NaN }), RangeError)
  })

  it('opens what it signed, at every time, and throws on no text', () => {
    const time = fc.integer({ min: 0, max: 253_402_300_799 })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), time, (value, seconds) => {
        const issuedAt = seconds * 1000
        const token = signer.sign(value, { now: issuedAt + 999 })
        const opened = { ok: true, value, issuedAt, stale: false }
        assert.deepEqual(signer.unsign(token, { now: issuedAt, maxAge: 0 }), opened)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(signer.unsign(text, { now }).ok, false)
        assert.equal(
          signer.unsign(plain.sign(text.toWellFormed()), { now: 0 }).ok === undefined,
          false,
        )
      }),
    )
  })
})

describe('loads', () => {
  const serializer = createItsdangerousUrlSafeSerializer({ secretKey: 'k' })
  const signer = createItsdangerousSigner({ secretKey: 'k', salt: 'itsdangerous' })

  it('keeps integers beyond 2^53 - 1, and keys that JavaScript treats specially', () => {
    const value = { big: 2n ** 63n - 1n, ['__proto__']: 1, constructor: null, f: 1e-7 }
    const plain = createItsdangerousSerializer({ secretKey: 'k' })
    const token = plain.dumps(value)
    assert.ok(token.startsWith('{"big": 9223372036854775807, "__proto__": 1, "constructor": null'))
    assert.deepEqual(plain.loads(token), { ok: true, value, stale: false })
  })

  it('refuses signed payloads that are no base64url, zlib or JSON', () => {
    for (const payload of [
      '',
      '.',
      'e3',
      'e30=',
      'e31',
      '.e30',
      '/w',
      '_w',
      '77u_e30',
      'fQ',
      'e30K!',
    ]) {
      const opened = serializer.loads(signer.sign(payload))
      assert.deepEqual(opened, { ok: false, reason: 'payload' }, payload)
    }
    assert.equal(serializer.loads(signer.sign('e30')).ok, true)
  })

  it('takes limits that are whole numbers alone', () => {
    for (const create of [
      createItsdangerousUrlSafeSerializer,
      createItsdangerousUrlSafeTimedSerializer,
    ]) {
      for (const option of ['maxLength', 'maxInflated']) {
        const wrong = { name: 'RangeError', message: `${option} must be a whole number` }
        assert.throws(() => create({ secretKey: 'k', [option]: Number.NaN }), wrong)
      }
    }
    assert.throws(() => createItsdangerousSigner({ secretKey: 'k', maxLength: 0 }), RangeError)
  })

  it('inflates no further than the cap', () => {
    const token = serializer.dumps('z'.repeat(70_000))
    assert.ok(token.startsWith('.'))
    assert.deepEqual(serializer.loads(token), { ok: false, reason: 'too-long' })
    const roomy = createItsdangerousUrlSafeSerializer({ secretKey: 'k', maxInflated: 70_002 })
    assert.equal(roomy.loads(token).ok, true)
  })

  it('opens what it dumped', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const value: JsonValue = JSON.parse(JSON.stringify(json))
        assert.deepEqual(serializer.loads(serializer.dumps(value)), {
          ok: true,
          value,
          stale: false,
        })
      }),
    )
  })
})

describe('dumps', () => {
  it('names the place of what JSON cannot carry', () => {
    assert.throws(
      dumps({ user: { roles: ['a', undefined] } }),
      /^TypeError: value\.user\.roles\[1\] /,
    )
    assert.throws(dumps([new Date()]), /value\[0\] is no plain object/)
    assert.throws(dumps(Symbol('s')), /value is symbol/)
    const circle: unknown[] = []
    circle.push(circle)
    assert.throws(dumps(circle), /nests deeper than 200/)
  })
})

function sign(options: ItsdangerousSignerOptions): string {
  return createItsdangerousSigner(options).sign('v')
}

function dumps(value: unknown): () => string {
  const serializer = createItsdangerousSerializer({ secretKey: 'k' })
  // @ts-expect-error: not all of it is JSON
  return () => serializer.dumps(value)
}

import assert from 'node:assert/strict'
import { createSessions } from '@costrel/session'
import { flask as flaskFormat, markup, tuple, uuid } from '@costrel/session/flask'
import { createFlaskCookie } from '@costrel/signing/flask'
import {
  createItsdangerousTimestampSigner,
  createItsdangerousUrlSafeTimedSerializer,
  type DigestName,
  type KeyDerivation,
} from '@costrel/signing/itsdangerous'
import cookies from '../../packages/signing/vectors/flask-session.json' with { type: 'json' }
import tokens from '../../packages/signing/vectors/itsdangerous.json' with { type: 'json' }
import type { Area } from './conformance.ts'

const SECRET_KEY = 'q3K9vXw2mZr8TtLb5NcYdHs7'
const NOW = 1_700_000_000_000
const cookie = createFlaskCookie({ secretKey: SECRET_KEY })

/** What Flask and itsdangerous made is read here, and what is made here they read. */
export const flask: Area = {
  'makes and opens the tokens of itsdangerous, of each derivation and digest': () => {
    const timed = tokens.signers.filter((vector) => vector.timed)
    assert.ok(timed.length > 10)
    for (const { secrets_oldest_first, salt, derivation, digest, value, token } of timed) {
      const signer = createItsdangerousTimestampSigner({
        secretKey: secrets_oldest_first,
        salt,
        keyDerivation: derivation as KeyDerivation,
        digest: digest as DigestName,
      })
      assert.equal(signer.sign(value, { now: tokens.at * 1000 }), token)
      const opened = signer.unsign(token, { now: tokens.at * 1000 })
      assert.equal(opened.ok && opened.value, value)
    }
  },

  'reads every cookie of Flask, and its own of the same texts': () => {
    for (const { secret, fallbacks, signed_with, cookie } of cookies.sessions) {
      const opened = createFlaskCookie({ secretKey: secret, fallbacks }).decode(cookie, {
        now: NOW,
      })
      assert.ok(opened.ok)
      const codec = createFlaskCookie({ secretKey: signed_with })
      const written = codec.encode(opened.value.texts, { now: NOW })
      const again = codec.decode(written, { now: NOW })
      assert.deepEqual(again.ok && [...again.value.texts], [...opened.value.texts])
      // builds of zlib differ; what is not compressed is the same to the character
      if (!cookie.startsWith('.') && !written.startsWith('.')) assert.equal(written, cookie)
    }
  },

  'inflates no further than the cap, and only behind the MAC': () => {
    const roomy = createFlaskCookie({ secretKey: SECRET_KEY, maxInflated: 1e6 })
    const bomb = roomy.encode({ z: 'z'.repeat(900_000) }, { now: NOW })
    assert.ok(bomb.startsWith('.') && bomb.length < 2000)
    assert.deepEqual(cookie.decode(bomb, { now: NOW }), { ok: false, reason: 'too-long' })
    const forged = bomb.replace(/.{5}$/, 'AAAAA')
    assert.deepEqual(cookie.decode(forged, { now: NOW }), { ok: false, reason: 'signature' })
    assert.equal(roomy.decode(bomb, { now: NOW }).ok, true)
  },

  'refuses signed payloads that are no zlib data, or were cut': () => {
    const options = {
      secretKey: SECRET_KEY,
      salt: 'cookie-session',
      keyDerivation: 'hmac',
    } as const
    const signer = createItsdangerousTimestampSigner(options)
    const [whole = ''] = cookie
      .encode({ z: 'z'.repeat(500) }, { now: NOW })
      .slice(1)
      .split('.')
    for (const data of ['', 'AAAA', 'eJwD', whole.slice(0, -4), whole.slice(4), 'zzzz'.repeat(9)]) {
      const opened = cookie.decode(signer.sign(`.${data}`, { now: NOW }), { now: NOW })
      assert.deepEqual(opened, { ok: false, reason: 'payload' }, data)
    }
  },

  'compresses a serializer’s token, and opens it': () => {
    const serializer = createItsdangerousUrlSafeTimedSerializer({ secretKey: SECRET_KEY })
    const value = { text: 'long '.repeat(100), big: 2n ** 63n, half: 0.5 }
    const token = serializer.dumps(value, { now: NOW })
    assert.ok(token.startsWith('.'))
    const opened = serializer.loads(token, { now: NOW })
    assert.deepEqual(opened.ok && opened.value, value)
  },

  'a session keeps the keys that nobody sets letter for letter': async () => {
    const texts = { big: '9223372036854775807', float: '1.0', nan: 'NaN', pair: '{" t":[1,1e16]}' }
    const before = cookie.encode(new Map(Object.entries(texts)), { now: Date.now() })
    const values = {
      at: new Date('2026-01-02T03:04:05Z'),
      bytes: Uint8Array.of(0, 255),
      html: markup('<b>'),
      id: uuid('00000000-0000-0000-0000-000000000007'),
      set: tuple(['ü🍪', 2n ** 70n]),
    }
    const session = await open(before)
    for (const [key, value] of Object.entries(values)) session.set(key, value)
    const response = await sessions.commit(session, new Response())
    const after = /^session=([^;]*)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1] ?? ''
    const opened = cookie.decode(after, { now: Date.now() })
    assert.ok(opened.ok)
    for (const [key, text] of Object.entries(texts)) assert.equal(opened.value.texts.get(key), text)
    const again = await open(after)
    for (const [key, value] of Object.entries(values)) assert.deepEqual(again.get(key), value)
  },
}

const sessions = createSessions({ format: flaskFormat({ secretKey: SECRET_KEY }) })

function open(value: string) {
  const headers = { cookie: `session=${value}` }
  return sessions.open(new Request('https://shop.test/', { headers }))
}

import type { KeyRing } from './key-ring.ts'
import {
  decodeBase64url,
  encodeBase64url,
  importMacKey,
  isEqual,
  mac,
  type MacKey,
} from './native.ts'
import { CLOCK_TOLERANCE, type OpenOptions, type Opened, type SignOptions } from './token.ts'

/** Settings of a signer. */
export interface SignerOptions {
  /** What the tokens are for. A token made for another purpose is refused: the keys differ. */
  readonly purpose: string
  /** The longest token, in characters, that is looked at or made. Default: 8,192. */
  readonly maxLength?: number
}

/** Makes tokens that everybody can read and nobody can change. */
export interface Signer {
  /**
   * Signs a text.
   *
   * @returns `1.<key id>.<time>.<value>.<mac>`: only `A-Z a-z 0-9 _ - .`, fit for cookies, headers and URLs
   * @throws TypeError when the value is no well-formed text (a lone surrogate would be lost)
   * @throws RangeError when the token would be longer than `maxLength`, or `now` is no time
   */
  sign(value: string, options: SignOptions): string
  /**
   * Opens a token. Never throws on a token, whatever it holds.
   *
   * @throws RangeError when `now` or `maxAge` is not a number
   */
  unsign(token: string, options: OpenOptions): Opened
}

/**
 * Makes a signer: HMAC-SHA-256 (RFC 2104) under keys derived for one purpose. Version, key id, issue time, value and
 * context are all under the MAC.
 *
 * @throws RangeError when the purpose is empty, too long or not printable ASCII
 */
export function createSigner(keys: KeyRing, options: SignerOptions): Signer {
  const { purpose, maxLength = 8192 } = options
  const ring = importKeys(keys, purpose)
  return {
    sign: (value, signOptions) => sign(ring, maxLength, value, signOptions),
    unsign: (token, openOptions) => unsign(ring, maxLength, token, openOptions),
  }
}

interface SigningKey {
  readonly id: string
  readonly notBefore: number
  readonly position: number
  readonly key: MacKey
}

type SigningKeys = ReadonlyMap<string, SigningKey>

function importKeys(keys: KeyRing, purpose: string): SigningKeys {
  const derived = keys.derive(`signing ${purpose}`)
  return new Map(
    derived.map(({ id, notBefore, bytes }, position) => [
      id,
      { id, notBefore, position, key: importMacKey(bytes) },
    ]),
  )
}

function sign(ring: SigningKeys, maxLength: number, value: string, options: SignOptions): string {
  const { now, context = '' } = options
  if (!Number.isSafeInteger(now) || now < 0)
    throw new RangeError('now must be milliseconds since the epoch')
  if (!value.isWellFormed())
    throw new TypeError('value has a lone surrogate, which UTF-8 cannot carry')
  const { id, key } = signingKey(ring, now)
  const body = `${VERSION}.${id}.${now.toString(36)}.${encodeBase64url(value)}.`
  const token = body + mac(key, body + context)
  if (token.length > maxLength) {
    throw new RangeError(`the token has ${token.length} characters, maxLength is ${maxLength}`)
  }
  return token
}

function signingKey(ring: SigningKeys, now: number): SigningKey {
  for (const key of ring.values()) if (key.notBefore <= now) return key
  throw new RangeError('no key may sign yet: every secret has a notBefore in the future')
}

function unsign(ring: SigningKeys, maxLength: number, token: string, options: OpenOptions): Opened {
  const { now, maxAge = Infinity, context = '' } = options
  if (Number.isNaN(now + maxAge)) throw new RangeError('now and maxAge must be numbers')
  if (token.length > maxLength) return { ok: false, reason: 'too-long' }
  const parts = TOKEN.exec(token)
  if (parts === null) return { ok: false, reason: 'malformed' }
  const [, body = '', id = '', time = '', payload = '', given = ''] = parts
  const key = ring.get(id)
  if (key === undefined) return { ok: false, reason: 'unknown-key' }
  if (!isEqual(mac(key.key, body + context), given)) return { ok: false, reason: 'signature' }
  const issuedAt = Number.parseInt(time, 36)
  if (issuedAt > now + CLOCK_TOLERANCE) return { ok: false, reason: 'future' }
  if (now - issuedAt > maxAge * 1000) return { ok: false, reason: 'expired' }
  const value = decodeBase64url(payload)
  if (encodeBase64url(value) !== payload) return { ok: false, reason: 'malformed' }
  return {
    ok: true,
    value,
    issuedAt,
    keyId: id,
    stale: key.position > signingKey(ring, now).position,
  }
}

const VERSION = '1'

// token = version "." key-id "." time "." value "." mac; the last of 43 base64url characters carries four bits
const TOKEN = /^(1\.([\w-]{1,32})\.([0-9a-z]{1,10})\.([\w-]*)\.)([\w-]{42}[AEIMQUYcgkosw048])$/

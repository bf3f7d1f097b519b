import { decodeBytes, decodeText, encodeBase64url, encodeText } from '#primitives'

import { checkPurpose, type KeyRing } from './key-ring.ts'
import { createKeyTable, type KeyTable } from './key-table.ts'
import {
  checkLength,
  checkMaxLength,
  checkOpenOptions,
  checkSignOptions,
  isCanonical,
  type Opened,
  type OpenOptions,
  refuseAge,
  refused,
  type Refused,
  type SignOptions,
} from './token.ts'
import { type Aead, createXaes, NONCE_LENGTH, TAG_LENGTH } from './xaes.ts'

/** Settings of a sealer. */
export interface SealerOptions {
  /**
   * What the tokens are for, 1-128 printable ASCII characters. A token made for another purpose is refused: the keys
   * differ.
   */
  readonly purpose: string
  /** The longest token, in characters, that is looked at or made. Default: 8,192. */
  readonly maxLength?: number
  /**
   * Gives that many unpredictable bytes, never the same twice: two tokens under one nonce would give away what they
   * hold. Default: the platform's `crypto.getRandomValues`. For tests.
   */
  readonly randomBytes?: (length: number) => Uint8Array
}

/** Makes tokens that nobody else can read or change. How long the value is, its key's id and its time stay visible. */
export interface Sealer {
  /**
   * Seals a text.
   *
   * @returns `x1.<key id>.<time>.<sealed>`: only `A-Z a-z 0-9 _ - .`, fit for cookies, headers and URLs
   * @throws TypeError when value or context is no well-formed text (a lone surrogate would be lost)
   * @throws RangeError when the token would be longer than `maxLength`, `now` is no time, no key may sign yet, or
   *   `randomBytes` gave another number of bytes
   */
  seal(value: string, options: SignOptions): string
  /**
   * Opens a token. Never throws on a token, whatever text it is.
   *
   * @throws TypeError when context is no well-formed text
   * @throws RangeError when `now` or `maxAge` is not a number
   */
  unseal(token: string, options: OpenOptions): Opened
}

/**
 * Makes a sealer: XAES-256-GCM (https://c2sp.org/XAES-256-GCM) under keys derived for one purpose and a random nonce
 * for each token. Version, key id, issue time and context are authenticated with the value.
 *
 * @throws RangeError when the purpose is empty, too long or not printable ASCII, or `maxLength` is no whole number
 */
export function createSealer(keys: KeyRing, options: SealerOptions): Sealer {
  const { purpose, maxLength = 8192, randomBytes = platformRandomBytes } = options
  checkPurpose(purpose)
  checkMaxLength(maxLength)
  const ring = createKeyTable(keys.derive(`sealing ${purpose}`), createXaes)
  return {
    seal(value, sealOptions) {
      const token = seal(ring, randomBytes, value, sealOptions)
      checkLength(token, maxLength)
      return token
    },
    unseal: (token, openOptions) => unseal(ring, maxLength, token, openOptions),
  }
}

function platformRandomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

type AeadKeys = KeyTable<Aead>

/** Of `x1.`, with which a token begins. */
const VERSION_LENGTH = 3

function seal(
  ring: AeadKeys,
  randomBytes: (length: number) => Uint8Array,
  value: string,
  options: SignOptions,
): string {
  const { now, context = '' } = options
  checkSignOptions(value, now, context)
  const { id, key } = ring.current(now)
  const head = `x1.${id}.${now.toString(36)}.`
  const nonce = randomBytes(NONCE_LENGTH)
  if (nonce.length !== NONCE_LENGTH)
    throw new RangeError(`randomBytes must give ${NONCE_LENGTH} bytes`)
  const box = key.encrypt(nonce, encodeText(value), encodeText(head + context))
  // 24 bytes are 32 characters to the bit, so that what follows needs no copy
  return head + encodeBase64url(nonce) + encodeBase64url(box)
}

function unseal(ring: AeadKeys, maxLength: number, token: string, options: OpenOptions): Opened {
  const { now, maxAge = Infinity, context = '' } = options
  checkOpenOptions(now, maxAge, context)
  if (token.length > maxLength) return refused('too-long')
  if (!TOKEN.test(token)) return refused('malformed')
  const [, , time = '', sealed = ''] = token.split('.')
  const key = ring.find(token, VERSION_LENGTH)
  if (key === undefined) return refused('unknown-key')
  const value = openSealed(key.key, sealed, token.slice(0, -sealed.length) + context)
  if (typeof value !== 'string') return value
  const issuedAt = Number.parseInt(time, 36)
  const refusal = refuseAge(issuedAt, now, maxAge)
  return refusal ?? { ok: true, value, issuedAt, keyId: key.id, stale: ring.isStale(key, now) }
}

// token = "x1" "." key-id "." time "." sealed; sealed is nonce, ciphertext and tag, 40 bytes or more
const TOKEN = /^x1\.[\w-]{1,32}\.[0-9a-z]{1,11}\.[\w-]{54,}$/

function openSealed(key: Aead, sealed: string, aad: string): string | Refused {
  if (!isCanonical(sealed)) return refused('malformed')
  const bytes = decodeBytes(sealed)
  const nonce = bytes.subarray(0, NONCE_LENGTH)
  const box = bytes.subarray(NONCE_LENGTH)
  if (box.length < TAG_LENGTH) return refused('malformed')
  const plaintext = key.decrypt(nonce, box, encodeText(aad))
  if (plaintext === null) return refused('signature')
  return decodeText(plaintext)
}

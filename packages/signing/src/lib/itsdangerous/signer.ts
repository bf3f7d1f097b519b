import { checkMaxLength } from '../token.ts'
import type { ItsdangerousOpened } from './opened.ts'
import {
  createSigningKeys,
  type KeyOptions,
  type SecretKeys,
  type SigningKeys,
} from './signing-keys.ts'

/** Settings of a signer. */
export interface ItsdangerousSignerOptions extends KeyOptions {
  /** One secret of any length, or several from the oldest to the newest: the last signs, all verify. At most five. */
  readonly secretKey: SecretKeys
  /** What the tokens are for: those of another salt are refused. Default: `itsdangerous.Signer`. */
  readonly salt?: string
  /** What stands before the signature; it has none of `A-Z a-z 0-9 - _ =`. Default: `.`. */
  readonly separator?: string
  /** The same secrets used otherwise, which verify but do not sign. Default: none. */
  readonly fallbackSigners?: readonly KeyOptions[]
  /** The longest token, in characters, that is looked at or made. Default: 8,192. */
  readonly maxLength?: number
}

/** Makes and opens tokens of Python's `itsdangerous.Signer`. */
export interface ItsdangerousSigner {
  /**
   * Signs a text's UTF-8 bytes.
   *
   * @returns the value, the separator and the signature in base64url
   * @throws TypeError when the value has a lone surrogate
   * @throws RangeError when the token would be longer than `maxLength`
   */
  sign(value: string): string
  /** Opens a token. Never throws on a token, whatever it holds. */
  unsign(token: string): ItsdangerousOpened<string>
}

/**
 * Makes a signer that speaks with Python's `itsdangerous.Signer`: HMAC (RFC 2104) of the value under a key derived of
 * secret and salt. Signatures are accepted in canonical base64url only, where itsdangerous is lenient.
 *
 * @throws TypeError when a secret is neither text nor bytes
 * @throws RangeError when an option has no usable value, or there are more than five keys to try
 * @see https://itsdangerous.palletsprojects.com/en/stable/signer/
 */
export function createItsdangerousSigner(options: ItsdangerousSignerOptions): ItsdangerousSigner {
  const { secretKey, salt = 'itsdangerous.Signer', fallbackSigners } = options
  const { separator = '.', maxLength = 8192 } = options
  checkMaxLength(maxLength)
  if (!SEPARATOR.test(separator)) {
    throw new RangeError('separator must have characters, and none of A-Z a-z 0-9 - _ =')
  }
  const keys = createSigningKeys(secretKey, salt, options, fallbackSigners)
  return {
    sign: (value) => sign(keys, separator, maxLength, value),
    unsign: (token) => unsign(keys, separator, maxLength, token),
  }
}

const SEPARATOR = /^[^\w=-]+$/

function sign(keys: SigningKeys, separator: string, maxLength: number, value: string): string {
  if (!value.isWellFormed()) {
    throw new TypeError('value has a lone surrogate, which UTF-8 cannot carry')
  }
  const token = value + separator + keys.sign(value)
  if (token.length > maxLength) {
    throw new RangeError(`the token has ${token.length} characters, maxLength is ${maxLength}`)
  }
  return token
}

function unsign(
  keys: SigningKeys,
  separator: string,
  maxLength: number,
  token: string,
): ItsdangerousOpened<string> {
  if (token.length > maxLength) return { ok: false, reason: 'too-long' }
  const end = token.lastIndexOf(separator)
  if (end === -1 || !token.isWellFormed()) return { ok: false, reason: 'malformed' }
  const value = token.slice(0, end)
  const position = keys.find(value, token.slice(end + separator.length))
  if (position === -1) return { ok: false, reason: 'signature' }
  return { ok: true, value, stale: position > 0 }
}

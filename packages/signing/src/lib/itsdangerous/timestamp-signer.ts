import { CLOCK_TOLERANCE } from '../token.ts'
import type {
  ItsdangerousOpenOptions,
  ItsdangerousSignOptions,
  ItsdangerousTimedOpened,
} from './opened.ts'
import {
  createItsdangerousSigner,
  type ItsdangerousSigner,
  type ItsdangerousSignerOptions,
} from './signer.ts'
import { decodeTimestamp, encodeTimestamp } from './timestamp.ts'

/** Makes and opens tokens of Python's `itsdangerous.TimestampSigner`. */
export interface ItsdangerousTimestampSigner {
  /**
   * Signs a text and the time.
   *
   * @returns the value, the time and the signature, with the separator between
   * @throws TypeError when the value has a lone surrogate
   * @throws RangeError when the token would be longer than `maxLength`, or `now` is no time
   */
  sign(value: string, options: ItsdangerousSignOptions): string
  /**
   * Opens a token. Never throws on a token, whatever it holds.
   *
   * @throws RangeError when `now` or `maxAge` is not a number
   */
  unsign(token: string, options: ItsdangerousOpenOptions): ItsdangerousTimedOpened<string>
}

/**
 * Makes a signer that speaks with Python's `itsdangerous.TimestampSigner`. With `maxAge` a token from the future is
 * refused, as there, but 300 seconds ahead are let pass, so that clocks of two machines may differ.
 *
 * @throws TypeError when a secret is neither text nor bytes
 * @throws RangeError when an option has no usable value, or there are more than five keys to try
 * @see https://itsdangerous.palletsprojects.com/en/stable/timed/
 */
export function createItsdangerousTimestampSigner(
  options: ItsdangerousSignerOptions,
): ItsdangerousTimestampSigner {
  const { separator = '.' } = options
  const signer = createItsdangerousSigner(options)
  return {
    sign: (value, { now }) => signer.sign(value + separator + encodeTimestamp(now)),
    unsign: (token, openOptions) => unsign(signer, separator, token, openOptions),
  }
}

function unsign(
  signer: ItsdangerousSigner,
  separator: string,
  token: string,
  options: ItsdangerousOpenOptions,
): ItsdangerousTimedOpened<string> {
  const { now, maxAge } = options
  if (Number.isNaN(now + (maxAge ?? 0))) throw new RangeError('now and maxAge must be numbers')
  const opened = signer.unsign(token)
  if (!opened.ok) return opened
  const end = opened.value.lastIndexOf(separator)
  const issuedAt = end === -1 ? null : decodeTimestamp(opened.value.slice(end + separator.length))
  if (issuedAt === null) return { ok: false, reason: 'timestamp' }
  const age = Math.floor(now / 1000) - issuedAt / 1000
  if (maxAge !== undefined && age > maxAge) return { ok: false, reason: 'expired' }
  if (maxAge !== undefined && age * -1000 > CLOCK_TOLERANCE) return { ok: false, reason: 'future' }
  return { ok: true, value: opened.value.slice(0, end), issuedAt, stale: opened.stale }
}

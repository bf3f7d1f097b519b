import { isCanonical } from './token.ts'
import { findWeakness } from './weak-text.ts'

/**
 * Checks one secret and gives its bytes: bytes as they are, text behind `base64url:` or `hex:` decoded, other text as
 * UTF-8. Only such other text is searched for what people write by hand.
 *
 * @param option how the developer named it, such as `secrets[0]`: messages say the option, never the secret
 * @throws TypeError when it is neither text nor bytes
 * @throws RangeError when it is shorter than 32 bytes, wrongly encoded, or plainly no random value
 */
export function readSecret(secret: unknown, option: string): Uint8Array {
  const bytes = toBytes(secret, option)
  if (bytes.length < MIN_BYTES) {
    throw new RangeError(`${option} has ${bytes.length} bytes, not ${MIN_BYTES}; ${MEND}`)
  }
  if (bytes.every((byte) => byte === bytes[0])) {
    throw new RangeError(`${option} is all the same byte; ${MEND}`)
  }
  return bytes
}

const MIN_BYTES = 32
/** How to make a good secret, for messages. */
export const MEND = 'make one with: openssl rand -base64 32'

function toBytes(secret: unknown, option: string): Uint8Array {
  // a Buffer's own slice() would share its memory
  if (secret instanceof Uint8Array) return new Uint8Array(secret)
  if (typeof secret !== 'string') {
    throw new TypeError(`${option} must be text or bytes: is it set?`)
  }
  if (secret.startsWith('base64url:')) return decodeBase64url(secret.slice(10), option)
  if (secret.startsWith('hex:')) return decodeHex(secret.slice(4), option)
  return encodeText(secret, option)
}

function decodeBase64url(text: string, option: string): Uint8Array {
  if (!/^[\w-]*$/.test(text) || !isCanonical(text)) {
    throw new RangeError(`${option} is no base64url`)
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function decodeHex(text: string, option: string): Uint8Array {
  if (!/^([\da-f]{2})*$/i.test(text)) throw new RangeError(`${option} is no hex`)
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function encodeText(text: string, option: string): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  const weakness = bytes.length < MIN_BYTES ? null : findWeakness(text)
  if (weakness !== null) throw new RangeError(`${option} ${weakness}; ${MEND}`)
  return bytes
}

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
    throw new RangeError(`${option} has ${bytes.length} bytes, it needs ${MIN_BYTES}; ${MEND}`)
  }
  if (bytes.every((byte) => byte === bytes[0])) {
    throw new RangeError(`${option} is one byte again and again; ${MEND}`)
  }
  return bytes
}

const MIN_BYTES = 32
const MEND = 'make one with: openssl rand -base64 32'

function toBytes(secret: unknown, option: string): Uint8Array {
  // a Buffer's own slice() would share its memory
  if (secret instanceof Uint8Array) return new Uint8Array(secret)
  if (typeof secret !== 'string') {
    throw new TypeError(`${option} must be text or bytes; is the environment variable set? ${MEND}`)
  }
  if (secret.startsWith('base64url:')) return decodeBase64url(secret.slice(10), option)
  if (secret.startsWith('hex:')) return decodeHex(secret.slice(4), option)
  return encodeText(secret, option)
}

function decodeBase64url(text: string, option: string): Uint8Array {
  // RFC 4648 §5 without padding; the last character carries no bits of its own
  if (!/^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(text)) {
    throw new RangeError(`${option} is no base64url behind base64url: (no padding, no other bits)`)
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function decodeHex(text: string, option: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) {
    throw new RangeError(`${option} is no hex behind hex: (pairs of 0-9 a-f)`)
  }
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function encodeText(text: string, option: string): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  const weakness = bytes.length < MIN_BYTES ? null : findWeakness(text)
  if (weakness !== null) throw new RangeError(`${option} ${weakness}; ${MEND}`)
  return bytes
}

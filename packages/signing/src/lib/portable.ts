import { ecb, gcm } from '@noble/ciphers/aes.js'
import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/**
 * The seam's other side, for runtimes without native cryptography: the same functions as `native.ts`, which explains
 * them, in JavaScript alone.
 */

/** Makes HMAC-SHA-256 (RFC 2104) of texts' UTF-8 bytes, as 43 characters of base64url. */
export function createMac(key: Uint8Array): (text: string) => string {
  const ready = hmac.create(sha256, key)
  return (text) => encodeBase64url(ready.clone().update(encodeText(text)).digest())
}

/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, as 64 hexadecimal digits. */
export function hashText(text: string): string {
  return bytesToHex(sha256(encodeText(text)))
}

/** Compares two texts of ASCII characters without stopping early; texts of unequal length are unequal. */
export function isEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at)
  return difference === 0
}

/** 32 bytes of HKDF-SHA-256 (RFC 5869) with an empty salt. */
export function hkdf(secret: Uint8Array, info: string): Uint8Array {
  return nobleHkdf(sha256, secret, new Uint8Array(0), encodeText(info), 32)
}

/** Makes AES-256 of whole blocks of 16 bytes, each alone (FIPS 197). */
export function createBlockCipher(key: Uint8Array): (blocks: Uint8Array) => Uint8Array {
  return (blocks) => ecb(key, { disablePadding: true }).encrypt(blocks)
}

/** AES-256-GCM (NIST SP 800-38D) under a nonce of 12 bytes: the ciphertext and a tag of 16 bytes. */
export function encryptGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
): Uint8Array {
  return gcm(key, nonce, aad).encrypt(plaintext)
}

/** The plaintext behind `encryptGcm`, or `null` when anything of it differs. */
export function decryptGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
  aad: Uint8Array,
): Uint8Array | null {
  if (box.length < TAG_LENGTH) return null
  try {
    return gcm(key, nonce, aad).decrypt(box)
  } catch {
    return null
  }
}

const TAG_LENGTH = 16

/** Bytes, or a text's UTF-8, as base64url without padding (RFC 4648 §5). */
export function encodeBase64url(data: string | Uint8Array): string {
  let binary = ''
  const bytes = typeof data === 'string' ? encodeText(data) : data
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The text behind base64url. Lenient: callers check that it encodes to the same again. */
export function decodeBase64url(text: string): string {
  return decodeText(decodeBytes(text))
}

/** The bytes behind base64url. Lenient: callers check that they encode to the same again. */
export function decodeBytes(text: string): Uint8Array {
  // a single character left over carries no byte; atob would throw
  const whole = text.length % 4 === 1 ? text.slice(0, -1) : text
  const binary = atob(whole.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

/** Text as UTF-8. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The text behind UTF-8. Lenient: what is no UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

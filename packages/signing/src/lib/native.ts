/**
 * The one seam to native cryptography. `process.getBuiltinModule` is there, and synchronous, on Node, Bun, Deno and
 * Workers with `nodejs_compat`; what we need of it is declared here, so that no other file sees a runtime's types.
 */
interface Hmac {
  update(data: string, encoding: 'utf8'): Hmac
  digest(encoding: 'base64url'): string
}

interface NativeCrypto {
  createHmac(algorithm: 'sha256', key: MacKey): Hmac
  createSecretKey(key: Uint8Array): MacKey
  hkdfSync(
    digest: 'sha256',
    key: Uint8Array,
    salt: Uint8Array,
    info: string,
    length: number,
  ): ArrayBuffer
  timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
}

interface NativeBuffer extends Uint8Array {
  toString(encoding?: 'base64url' | 'utf8'): string
}

interface BufferConstructor {
  from(text: string, encoding: 'base64url' | 'latin1' | 'utf8'): NativeBuffer
}

declare const process: {
  getBuiltinModule(name: 'node:crypto'): NativeCrypto
  getBuiltinModule(name: 'node:buffer'): { Buffer: BufferConstructor }
}

const { createHmac, createSecretKey, hkdfSync, timingSafeEqual } =
  process.getBuiltinModule('node:crypto')
const { Buffer } = process.getBuiltinModule('node:buffer')

/** A key that is ready for `mac`; making it once saves nine tenths of each call. Holds no readable bytes. */
export interface MacKey {
  readonly type: string
}

/** Makes a key ready. */
export function importMacKey(bytes: Uint8Array): MacKey {
  return createSecretKey(bytes)
}

/** HMAC-SHA-256 (RFC 2104) of the text's UTF-8 bytes, as 43 characters of base64url. */
export function mac(key: MacKey, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('base64url')
}

/** Compares two texts of ASCII characters in constant time; texts of unequal length are unequal. */
export function isEqual(a: string, b: string): boolean {
  return (
    a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'))
  )
}

/** 32 bytes of HKDF-SHA-256 (RFC 5869) with an empty salt. */
export function hkdf(secret: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, EMPTY, info, 32))
}

/** UTF-8 text as base64url without padding (RFC 4648 §5). */
export function encodeBase64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}

/** The text behind base64url. Lenient: callers check that it encodes to the same again. */
export function decodeBase64url(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8')
}

const EMPTY = new Uint8Array(0)

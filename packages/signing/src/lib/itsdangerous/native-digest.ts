/**
 * The seam to native digests that itsdangerous needs beside those of `../native.ts`: it derives keys by a plain hash,
 * and SHA-1 is its default. What we need of `node:crypto` is declared here.
 */
interface Digester {
  update(data: Uint8Array): Digester
  update(data: string, encoding: 'utf8'): Digester
  digest(): Uint8Array
  digest(encoding: 'base64url'): string
}

interface NativeCrypto {
  createHash(algorithm: DigestName): Digester
  createHmac(algorithm: DigestName, key: HmacKey): Digester
  createSecretKey(key: Uint8Array): HmacKey
}

declare const process: { getBuiltinModule(name: 'node:crypto'): NativeCrypto }

const { createHash, createHmac, createSecretKey } = process.getBuiltinModule('node:crypto')

/** The hash functions of FIPS 180-4 that itsdangerous is used with. */
export type DigestName = 'sha1' | 'sha256' | 'sha512'

/** A key that is ready for {@link hmac}. Holds no readable bytes. */
export interface HmacKey {
  readonly type: string
}

/** Makes a key of any length ready. */
export function importHmacKey(bytes: Uint8Array): HmacKey {
  return createSecretKey(bytes)
}

/** HMAC (RFC 2104) of the text's UTF-8 bytes, as base64url without padding. */
export function hmac(digest: DigestName, key: HmacKey, text: string): string {
  return createHmac(digest, key).update(text, 'utf8').digest('base64url')
}

/** HMAC of bytes, as bytes. */
export function hmacBytes(digest: DigestName, key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac(digest, createSecretKey(key)).update(bytes).digest()
}

/** The hash of several byte strings, one behind the other. */
export function hash(digest: DigestName, ...parts: readonly Uint8Array[]): Uint8Array {
  return parts.reduce((hasher, part) => hasher.update(part), createHash(digest)).digest()
}

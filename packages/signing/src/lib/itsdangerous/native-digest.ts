import type { DigestName } from './digest-name.ts'

/**
 * The seam to native digests that itsdangerous needs beside those of `../native.ts`: it derives keys by a plain hash,
 * and SHA-1 is its default. What we need of `node:crypto` is declared here; the other side is `portable-digest.ts`.
 */
interface Digester {
  update(data: Uint8Array): Digester
  update(data: string, encoding: 'utf8'): Digester
  digest(): Uint8Array
  digest(encoding: 'base64url'): string
}

interface SecretKey {
  readonly type: string
}

interface NativeCrypto {
  createHash(algorithm: DigestName): Digester
  createHmac(algorithm: DigestName, key: SecretKey): Digester
  createSecretKey(key: Uint8Array): SecretKey
}

declare const process: { getBuiltinModule(name: 'node:crypto'): NativeCrypto }

const { createHash, createHmac, createSecretKey } = process.getBuiltinModule('node:crypto')

/** Makes HMAC (RFC 2104) of texts' UTF-8 bytes under a key of any length, as base64url without padding. */
export function createHmacOf(digest: DigestName, key: Uint8Array): (text: string) => string {
  const ready = createSecretKey(key) // made once: a raw key costs ten times the MAC
  return (text) => createHmac(digest, ready).update(text, 'utf8').digest('base64url')
}

/** HMAC of bytes, as bytes. */
export function hmacBytes(digest: DigestName, key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac(digest, createSecretKey(key)).update(bytes).digest()
}

/** The hash of several byte strings, one behind the other. */
export function hash(digest: DigestName, ...parts: readonly Uint8Array[]): Uint8Array {
  return parts.reduce((hasher, part) => hasher.update(part), createHash(digest)).digest()
}

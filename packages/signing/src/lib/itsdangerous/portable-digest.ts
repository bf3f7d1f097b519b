import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'

import { encodeBase64url, encodeText } from '#primitives'

import type { DigestName } from './digest-name.ts'

/**
 * The seam's other side, for runtimes without native cryptography: the same functions as `native-digest.ts`, which
 * explains them, in JavaScript alone.
 */
const DIGESTS = { sha1, sha256, sha512 }

/** Makes HMAC (RFC 2104) of texts' UTF-8 bytes under a key of any length, as base64url without padding. */
export function createHmacOf(digest: DigestName, key: Uint8Array): (text: string) => string {
  const ready = hmac.create(DIGESTS[digest], key)
  return (text) => encodeBase64url(ready.clone().update(encodeText(text)).digest())
}

/** HMAC of bytes, as bytes. */
export function hmacBytes(digest: DigestName, key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return hmac(DIGESTS[digest], key, bytes)
}

/** The hash of several byte strings, one behind the other. */
export function hash(digest: DigestName, ...parts: readonly Uint8Array[]): Uint8Array {
  const hasher = DIGESTS[digest].create()
  for (const part of parts) hasher.update(part)
  return hasher.digest()
}

import { isEqual } from '#primitives' // first, since its native side says what is missing
import { createHmacOf } from '#digest'

import { deriveKey, type KeyDerivation } from './derive-key.ts'
import type { DigestName } from './digest-name.ts'

/** One secret of any length, or several from the oldest to the newest: the last signs, all verify. */
export type SecretKeys = string | Uint8Array | readonly (string | Uint8Array)[]

/** How keys are made and used. */
export interface KeyOptions {
  /** How a key is derived of a secret and the salt. Default: `django-concat`. */
  readonly keyDerivation?: KeyDerivation
  /** The hash of the derivation and of the HMAC. Default: `sha1`. */
  readonly digest?: DigestName
}

/** The derived keys. */
export interface SigningKeys {
  /** The signature of a text under the key that signs. */
  sign(text: string): string
  /** The position of the key that made the signature, 0 for the one that signs, or -1. In constant time for each key. */
  find(text: string, signature: string): number
}

/**
 * Derives the keys of each secret, for the main signer and then for its fallbacks.
 *
 * @throws TypeError when a secret is neither text nor bytes, or the salt is no text
 * @throws RangeError when there is no secret, an empty one, or more than five keys to try
 */
export function createSigningKeys(
  secretKey: SecretKeys,
  salt: string,
  main: KeyOptions,
  fallbacks: readonly KeyOptions[] = [],
): SigningKeys {
  const secrets = readSecrets(secretKey)
  const count = secrets.length * (1 + fallbacks.length)
  if (count > MAX_KEYS) {
    throw new RangeError(`secretKey and fallbacks make ${count} keys, at most 5: drop the oldest`)
  }
  if (typeof salt !== 'string') throw new TypeError('salt must be text')
  const saltBytes = new TextEncoder().encode(salt)
  const importAll = (options: KeyOptions): SigningKey[] =>
    secrets.map((secret) => importKey(secret, saltBytes, options))
  const signing = importKey(secrets[0], saltBytes, main)
  const keys = [signing, ...importAll(main).slice(1), ...fallbacks.flatMap(importAll)]
  return {
    sign: signing,
    find: (text, signature) => keys.findIndex((key) => isEqual(key(text), signature)),
  }
}

/** A refused token costs one HMAC a key, so their number is small. */
const MAX_KEYS = 5

/** Makes the signature of a text. */
type SigningKey = (text: string) => string

/** The secrets' bytes, the newest first. */
function readSecrets(secretKey: SecretKeys): readonly [Uint8Array, ...Uint8Array[]] {
  const isOne = typeof secretKey === 'string' || secretKey instanceof Uint8Array
  const secrets: unknown = isOne ? [secretKey] : secretKey
  if (!Array.isArray(secrets)) {
    throw new TypeError('secretKey must be text, bytes or a list of them, the newest last')
  }
  const [newest, ...older] = secrets.map(readSecret).toReversed()
  if (newest === undefined) throw new RangeError('secretKey is an empty list; name one secret')
  return [newest, ...older]
}

function readSecret(secret: unknown): Uint8Array {
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError('secretKey must be text or bytes; is the environment variable set?')
  }
  if (bytes.length === 0)
    throw new RangeError('secretKey is empty; name the secret of the other side')
  return bytes
}

function importKey(secret: Uint8Array, salt: Uint8Array, options: KeyOptions): SigningKey {
  const { keyDerivation = 'django-concat', digest = 'sha1' } = options
  if (!DIGESTS.has(digest)) throw new RangeError('digest must be sha1, sha256 or sha512')
  return createHmacOf(digest, deriveKey(secret, salt, keyDerivation, digest))
}

const DIGESTS: ReadonlySet<string> = new Set(['sha1', 'sha256', 'sha512'])

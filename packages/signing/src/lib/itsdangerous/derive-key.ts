import { hash, hmacBytes } from '#digest'

import type { DigestName } from './digest-name.ts'

/**
 * How a signing key is made of a secret and a salt. `concat`: hash of salt and secret. `django-concat`: hash of salt,
 * the word `signer` and secret. `hmac`: HMAC of the salt under the secret. `none`: the secret as it is.
 */
export type KeyDerivation = 'concat' | 'django-concat' | 'hmac' | 'none'

/**
 * Derives a signing key as itsdangerous does.
 *
 * @throws RangeError when there is no such derivation
 * @see https://itsdangerous.palletsprojects.com/en/stable/signer/#itsdangerous.signer.Signer.derive_key
 */
export function deriveKey(
  secret: Uint8Array,
  salt: Uint8Array,
  derivation: KeyDerivation,
  digest: DigestName,
): Uint8Array {
  switch (derivation) {
    case 'concat':
      return hash(digest, salt, secret)
    case 'django-concat':
      return hash(digest, salt, SIGNER, secret)
    case 'hmac':
      return hmacBytes(digest, secret, salt)
    case 'none':
      return secret
    default:
      throw new RangeError('keyDerivation must be concat, django-concat, hmac or none')
  }
}

const SIGNER = new TextEncoder().encode('signer')

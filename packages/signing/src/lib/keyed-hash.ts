import { createMac } from '#primitives'

import { checkPurpose, type KeyRing } from './key-ring.ts'
import { checkText } from './token.ts'

/** Settings of a keyed hash. */
export interface KeyedHashOptions {
  /** What the hashes are for, 1-128 printable ASCII characters: those of two purposes cannot be compared. */
  readonly purpose: string
}

/**
 * Makes a function that gives a text a short name which only holders of the secrets can compute: 22 characters of
 * base64url, 132 bits of HMAC-SHA-256 under the first secret's key. For ids in logs and for comparing without storing.
 * The function throws a TypeError for a text with a lone surrogate: two such texts would have one name.
 *
 * @throws RangeError when the purpose is empty, too long or not printable ASCII
 */
export function createKeyedHash(
  keys: KeyRing,
  options: KeyedHashOptions,
): (text: string) => string {
  checkPurpose(options.purpose)
  const mac = createMac(keys.derive(`hash ${options.purpose}`)[0].bytes)
  return (text) => {
    checkText(text, 'text')
    return mac(text).slice(0, 22)
  }
}

import { encodeBase64url, hkdf } from '#primitives'

import { MEND, readSecret } from './secret.ts'

/** One secret with settings of its own. */
export interface SecretOptions {
  /** 32 bytes or more, as bytes or text (see {@link createKeyRing}). */
  readonly secret: string | Uint8Array
  /** The key's name in tokens, 1-32 characters of `A-Z a-z 0-9 _ -`. Default: derived from the secret. */
  readonly id?: string
  /**
   * Milliseconds since the epoch. Before it the key verifies but does not sign, so that every node can learn a new key
   * before one of them uses it. Default: it signs at once.
   */
  readonly notBefore?: number
}

/** Secrets in order: the first signs, all verify. */
export type Secrets = readonly (string | Uint8Array | SecretOptions)[]

/** A key derived for one purpose. Keep it to yourself: `bytes` is key material. */
export interface DerivedKey {
  readonly id: string
  readonly notBefore: number
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/** The keys derived from all secrets; there is always a first one. */
export type DerivedKeys = readonly [DerivedKey, ...DerivedKey[]]

/** Secrets made ready. Nothing of them can be read from it, only keys for a purpose derived. */
export interface KeyRing {
  /** The keys' ids, the first one's first. Public: they stand in every token. */
  readonly ids: readonly string[]
  /**
   * Derives a key of 32 bytes from each secret, in order, by HKDF-SHA-256 (RFC 5869). Keys of two purposes tell
   * nothing of each other.
   *
   * @param purpose 1-160 printable ASCII characters; those that begin with `signing `, `sealing ` or `hash ` are what
   * `createSigner`, `createSealer` and `createKeyedHash` derive
   * @throws RangeError when the purpose is empty, too long or has other characters
   */
  derive(purpose: string): DerivedKeys
}

/**
 * Makes a key ring of a list of secrets: the first signs, all verify, so that secrets can be changed without anybody
 * being logged out. Put a new secret in front, and drop the old one when the longest session is over.
 *
 * @param secrets 32 bytes or more each: bytes, `base64url:…` or `hex:…`, or other text, which is used as its UTF-8
 *   bytes and refused when it looks written by hand
 * @throws TypeError when it is no list, or an entry is neither text nor bytes
 * @throws RangeError when the list is empty, a secret is weak, or two have the same id or the same bytes
 */
export function createKeyRing(secrets: Secrets): KeyRing {
  const entries = readEntries(secrets)
  const ids = entries.map(({ id }) => id)
  refuseTwice(
    entries.map(({ bytes }) => encodeBase64url(bytes)),
    'is the same secret as',
  )
  refuseTwice(ids, 'has the same id as')
  return { ids, derive: (purpose) => deriveKeys(entries, purpose) }
}

/**
 * Checks a purpose that a developer named.
 *
 * @param longest in characters; `derive` leaves room for the word that keeps signers, sealers and hashes apart
 * @throws RangeError when it is empty, too long or not printable ASCII
 */
export function checkPurpose(purpose: string, longest = 128): void {
  if (typeof purpose !== 'string' || !/^[ -~]+$/.test(purpose) || purpose.length > longest) {
    throw new RangeError(`purpose must be 1 to ${longest} ASCII characters`)
  }
}

interface Entry {
  readonly id: string
  readonly notBefore: number
  readonly bytes: Uint8Array
}

type Entries = readonly [Entry, ...Entry[]]

function readEntries(secrets: Secrets): Entries {
  if (!Array.isArray(secrets)) {
    throw new TypeError('secrets must be a list: [secret]')
  }
  const [first, ...others] = secrets.map((entry: Secrets[number], index) =>
    readEntry(entry, `secrets[${index}]`),
  )
  if (first === undefined) {
    throw new RangeError(`secrets is empty; ${MEND}`)
  }
  return [first, ...others]
}

function readEntry(entry: Secrets[number], option: string): Entry {
  const isBare = typeof entry === 'string' || entry instanceof Uint8Array
  const { secret, id, notBefore = -Infinity } = isBare ? { secret: entry } : (entry ?? {})
  const bytes = readSecret(secret, option)
  if (id !== undefined && !(typeof id === 'string' && KEY_ID.test(id))) {
    throw new RangeError(`${option}.id must be 1-32 of A-Z a-z 0-9 _ -`)
  }
  if (typeof notBefore !== 'number' || Number.isNaN(notBefore))
    throw new RangeError(`${option}.notBefore must be milliseconds`)
  return { id: id ?? defaultId(bytes), notBefore, bytes }
}

/** Names of keys in tokens. */
const KEY_ID = /^[\w-]{1,32}$/

function refuseTwice(texts: readonly string[], problem: string): void {
  const again = texts.findIndex((text, index) => texts.indexOf(text) !== index)
  if (again === -1) return
  const first = texts.indexOf(texts[again] ?? '')
  throw new RangeError(`secrets[${again}] ${problem} secrets[${first}]; remove one`)
}

function defaultId(secret: Uint8Array): string {
  return encodeBase64url(hkdf(secret, 'costrel key id').subarray(0, 6))
}

function deriveKeys([first, ...others]: Entries, purpose: string): DerivedKeys {
  checkPurpose(purpose, 160)
  const derive = ({ id, notBefore, bytes }: Entry): DerivedKey => ({
    id,
    notBefore,
    bytes: hkdf(bytes, `costrel key for ${purpose}`),
  })
  return [derive(first), ...others.map(derive)]
}

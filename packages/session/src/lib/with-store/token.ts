import { hashText } from '@costrel/signing'

/** What the cookie of a stored session holds, under the MAC: `lookup.generation`. */
export interface StoreToken {
  /** 128 random bits as base64url. A stolen dump of the store, which has only its hash, opens no session. */
  readonly lookup: string
  /** 64 random bits as base64url, new at each `login`, `regenerate` and `rotate`. */
  readonly generation: string
  /** The record's id: hex SHA-256 of the lookup. */
  readonly recordId: string
}

/** A token of these parts. */
export function createToken(lookup: string, generation: string): StoreToken {
  return { lookup, generation, recordId: hashText(lookup) }
}

/** The text that is signed. */
export function encodeToken({ lookup, generation }: StoreToken): string {
  return `${lookup}.${generation}`
}

/** Reads what `encodeToken` wrote; `null` for anything else. */
export function decodeToken(text: string): StoreToken | null {
  const [, lookup, generation] = /^([\w-]{22})\.([\w-]{11})$/.exec(text) ?? []
  return lookup === undefined || generation === undefined ? null : createToken(lookup, generation)
}

/** The session's id as the app sees it: no token can be made of it, and it changes with the generation. */
export function publicId(token: StoreToken): string {
  return hashText(encodeToken(token)).slice(0, 32)
}

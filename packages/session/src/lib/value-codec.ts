import { copyJson } from './json-value.ts'

/** A value as a session holds it: JSON in our own formats, what tagged JSON carries in Flask's. Never `undefined`. */
export type SessionValue = NonNullable<unknown> | null

/** What a session's format can carry, and how its values are compared. */
export interface ValueCodec {
  /**
   * Copies a value that the format carries without loss.
   *
   * @throws TypeError when it would lose something, naming the path
   */
  copy(value: unknown, key: string): SessionValue
  /** The text of a value that `copy` gave, or that was stored. */
  print(value: SessionValue, key: string): string
  /** The text that the stored value has in the cookie. */
  printStored(value: SessionValue, key: string): string
  /** Whether a primitive value and the stored one have the same text. */
  isSame(value: SessionValue, stored: SessionValue, key: string): boolean
  /** A copy of what a session holds, for its reader. */
  clone(value: unknown, key: string): unknown
}

/** JSON (RFC 8259). */
export const JSON_CODEC: ValueCodec = {
  copy: (value, key) => copyJson(value, key),
  print: (value) => JSON.stringify(value),
  printStored: (value) => JSON.stringify(value),
  isSame: (value, stored) => value === stored,
  clone: (value) => (typeof value === 'object' ? structuredClone(value) : value),
}

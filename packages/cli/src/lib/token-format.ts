import type { JsonValue } from '@costrel/session'

import type { LoadedSecrets } from './secrets.ts'

/** What a token belongs to and when it is looked at. */
export interface TokenUse {
  /** What the keys are for; `session` for session cookies. */
  readonly purpose: string
  /** The cookie's full name. */
  readonly cookie: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The oldest token that is accepted, in seconds. */
  readonly maxAge?: number
}

/** What a token says. */
export interface Reading {
  /** Whether it was made with one of the secrets, for this purpose and cookie. */
  readonly verified: boolean
  /** Why it is not accepted; a verified one may be too old. */
  readonly reason?: string
  /** What it carries, `null` where that cannot be read. Not to be trusted unless it is verified. */
  readonly data: JsonValue
  /** The data as the format's own text, where JSON would change it. */
  readonly text?: string
  /** Milliseconds since the epoch, `null` where that cannot be read. */
  readonly issuedAt: number | null
}

/** A format of tokens that the command speaks. */
export interface TokenFormat {
  readonly name: string
  /** Whether a text looks like this format. */
  recognizes(token: string): boolean
  /** Reads a token; without secrets, as far as anybody can. */
  read(token: string, loaded: LoadedSecrets | null, use: TokenUse): Reading
  /**
   * Makes a token of data.
   *
   * @param text the data as JSON
   * @throws CommandError when that is no object
   */
  make(text: string, loaded: LoadedSecrets, use: TokenUse): string | Promise<string>
}

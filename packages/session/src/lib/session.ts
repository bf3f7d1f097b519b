import type { Keep } from './life-cycle.ts'

/** The part of a session that does not depend on its data's type; adapters take this. */
export interface SessionBase {
  /** 128 random bits as base64url, new after `login` and `regenerate`. No secret by itself, but keep it out of logs. */
  readonly id: string
  /** Whether the request brought no valid session, or the one it brought is over. */
  readonly isNew: boolean
  /** When the session began, or the login, in milliseconds since the epoch. */
  readonly createdAt: number
  /** Whether anything of it was read or written in this request. */
  readonly isTouched: boolean
  /** Full name of the cookie. */
  readonly cookieName: string
  /** Who is logged in; `undefined` for a stranger. */
  readonly user: string | undefined
  /** Seconds since the login; `undefined` for a stranger. */
  readonly authAge: number | undefined
  /**
   * Begins an authenticated session under a new id. From a stranger the data stays, from another user everything is
   * removed first.
   *
   * @param user what names the user in your application, not empty
   * @throws TypeError | RangeError when `user` is no text or empty
   */
  login(user: string): void
  /** Ends the session and leaves an empty one; later writes begin a new session. */
  logout(): void
  /**
   * Gives the session a new id. Call it when the visitor's rights change.
   *
   * @param options.keep the keys that stay: all (default), none, or a list
   */
  regenerate(options?: { readonly keep?: Keep }): void
  /** Ends the session; a later write throws. */
  destroy(): void
  /** Removes every key; the login stays. A session that is empty then, with nobody logged in, is deleted. */
  clear(): void
}

/**
 * A session: a snapshot of what the request brought, and a journal of what was written since. Reads see both; the
 * response's commit applies the journal. Every write throws `SessionSealed` after that, and `SessionDestroyed` after
 * `destroy()`.
 */
export interface Session<Data extends object = Record<string, unknown>> extends SessionBase {
  /** The key's value. An object that is changed in place is saved as if it had been set again. */
  get<Key extends keyof Data & string>(key: Key): Data[Key] | undefined
  /**
   * Records a copy of the value. Setting an equal value is no change.
   *
   * @throws SessionInvalidValue when the key's schema refuses it
   * @throws TypeError when JSON would lose something, naming the path
   */
  set<Key extends keyof Data & string>(key: Key, value: Data[Key]): void
  /** Removes the key. */
  delete(key: keyof Data & string): void
  /** Whether the key has a value. */
  has(key: keyof Data & string): boolean
  /** The keys that have a value. */
  keys(): (keyof Data & string)[]
  /**
   * Sets the key to what the function makes of its value.
   *
   * @param change pure: it may be called again
   */
  update<Key extends keyof Data & string>(
    key: Key,
    change: (value: Data[Key] | undefined) => Data[Key],
  ): void
  /** A copy of everything the session holds. */
  toObject(): Partial<Data>
}

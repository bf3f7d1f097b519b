import type { Keep } from './life-cycle.ts'

/** The part of a session that does not depend on its data's type; adapters take this. */
export interface SessionBase {
  /**
   * 128 random bits as base64url, new after `login` and `regenerate`; with a store 128 bits of the token's hash, new after
   * `rotate` too. No secret by itself, but keep it out of logs.
   */
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
  /** The last activity that was written down, in milliseconds since the epoch. */
  readonly lastSeenAt: number
  /** When the session ends unless it is used again, in milliseconds since the epoch. */
  readonly expiresAt: number
  /**
   * Whether the session outlives the browser's window, under the limits of the option `remember`. A login form's
   * "stay logged in" sets it; `logout` takes it back.
   *
   * @throws RangeError when it is set to `true` without the option
   */
  remember: boolean
  /**
   * Begins an authenticated session under a new id. From a stranger the data stays, from another user everything is
   * removed first, `remember` too.
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
   * @throws SessionNotLoaded when a list is given for a lazy session that was not loaded
   */
  regenerate(options?: { readonly keep?: Keep }): void
  /**
   * Makes the session's token again. Without a store the id stays; with one the token of before is good for 30 seconds
   * more, and whoever comes by it gets the new one.
   */
  rotate(): void
  /**
   * Asks for a fresh login before something that matters, such as a change of password.
   *
   * @param seconds how long ago the login may be
   * @throws SessionLoginRequired for a stranger, and when the login is longer ago; Hono answers 403 for it
   */
  requireRecentLogin(seconds: number): void
  /**
   * Says whether this request counts as activity. `touch(false)` in a route that a page polls: the session is read, and
   * still ends when the visitor is gone.
   *
   * @param isActivity default: `true`
   */
  touch(isActivity?: boolean): void
  /**
   * Reads a stored session where the option `load` is `'lazy'`; otherwise it is there already.
   *
   * @throws SessionUnavailable when the store does not answer (rejects)
   */
  load(): Promise<void>
  /**
   * Writes what was changed to the store now, before the response: for work that goes on behind it. Without a store
   * nothing is written before the response.
   *
   * @throws SessionSealed after the commit, and while another `save` is under way (rejects)
   * @throws SessionConflict when the stored session was ended or renewed meanwhile (rejects)
   * @throws SessionUnavailable when the store does not answer (rejects)
   */
  save(): Promise<void>
  /** Ends the session; a later write throws. */
  destroy(): void
  /**
   * Removes every key; the login stays. Without a store a session that is empty then, with nobody logged in, is deleted;
   * with one it stays, for what other requests add.
   */
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
   * Sets the key to what the function makes of its value. With a store it is made again where another request wrote the
   * key meanwhile, for two seconds; then the response is 409.
   *
   * @param change pure: it may be called again
   * @returns the new value
   */
  update<Key extends keyof Data & string>(
    key: Key,
    change: (value: Data[Key] | undefined) => Data[Key],
  ): Data[Key]
  /** A copy of everything the session holds. */
  toObject(): Partial<Data>
}

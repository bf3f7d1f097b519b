import type { KeyRing } from '@costrel/signing'
import type { SessionCookies } from './cookie-options.ts'
import type { Limits } from './limits.ts'
import type { ValidSession, Verify } from './open-cookie.ts'
import type { Session } from './session.ts'
import type { SessionFlashes } from './session-flashes.ts'
import type { OpenedState, SessionState } from './session-state.ts'
import type { Settings } from './settings.ts'
import type { ValueCodec } from './value-codec.ts'

/** How a whole session stands in its cookie. */
export interface SessionFormat {
  /** Looks at one cookie's value. */
  readonly verify: Verify<ValidSession>
  /** Whether a cookie's value was made with our keys, for this cookie. */
  isOurs(settings: Settings, context: string, value: string, now: number): boolean
  /** Writes the session. */
  encode(state: SessionState, opened: OpenedState): EncodedSession
  /** Bytes of each key, for the error of a cookie that is too large. */
  sizes(opened: OpenedState): (readonly [key: string, bytes: number])[]
  /** What a new session makes of values. */
  createCodec(): ValueCodec
  /** Makes a request's session, where the format has no place for all that a session can do. */
  createSession?<Data extends object>(state: SessionState): Session<Data>
  /** Where the format itself keeps flashed messages. */
  readonly flashes?: SessionFlashes<SessionState>
}

/** A session as its cookie gets it. */
export interface EncodedSession {
  /** The cookie's value. */
  readonly token: string
  /** Seconds; `undefined` when the cookie ends with the browser. */
  readonly maxAge: number | undefined
}

/** What a format decides, made ready. */
export interface PreparedFormat {
  readonly keys: KeyRing
  readonly hashId: (id: string) => string
  readonly cookies: SessionCookies
  readonly limits: Limits
  readonly format: SessionFormat
}

/** A format that another framework reads too, such as `flask()` of `@costrel/session/flask` makes. */
export interface ForeignFormat {
  /** What it was made of. Two of equal options are one. */
  readonly options: object
  /**
   * Makes keys and cookies ready, once for each `createSessions`.
   *
   * @param others the other options of `createSessions`
   * @throws TypeError | RangeError when an option is of the wrong kind or value, or cannot be enforced in this format
   */
  readonly prepare: (others: object) => PreparedFormat
}

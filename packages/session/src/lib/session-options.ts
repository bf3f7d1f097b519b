import type { Secrets } from '@costrel/signing'
import type { SessionCookieOptions } from './cookie-options.ts'
import type { Duration } from './duration.ts'
import type { OnSessionEvent } from './events.ts'
import type { RememberOptions } from './limits.ts'
import type { IsLive } from './live.ts'
import type { SessionSchema } from './schema.ts'
import type { ForeignFormat } from './session-format.ts'
import type { StoreOptions } from './with-store/store-settings.ts'

/** Settings of a session: in a cookie of our own or in a store, or in the cookie of another framework. */
export type AnySessionOptions<Data extends object = Record<string, unknown>> =
  | SessionOptions<Data>
  | ForeignSessionOptions<Data>

/** Settings of every session. */
export interface CommonOptions<Data extends object> {
  /** One Standard Schema for each key. Default: any key, any JSON value. */
  readonly schema?: SessionSchema<Data>
  /**
   * Lets a request by plain http to this very machine use a cookie without `Secure` and prefix, for a developer's
   * browser. Never set it in production: a default nginx makes production look the same. Default: `false`.
   */
  readonly development?: boolean
  /** The clock, in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number
  /** Gives that many random bytes. Default: `crypto.getRandomValues`. */
  readonly randomBytes?: (length: number) => Uint8Array
  /** Receives what the session tells of itself. Default: nobody. */
  readonly onEvent?: OnSessionEvent
}

/** Settings of a session in a cookie of our own, or in a store. */
export interface SessionOptions<Data extends object = Record<string, unknown>>
  extends CommonOptions<Data>, StoreOptions {
  /** Secrets of 32 bytes or more: the first signs, all verify. */
  readonly secrets: Secrets
  /**
   * `signed`: the visitor can read the cookie's data, and not change it. `sealed`: nor read it (XAES-256-GCM).
   * Default: `signed`.
   */
  readonly format?: 'signed' | 'sealed'
  /** The cookie's name and attributes. */
  readonly cookie?: SessionCookieOptions
  /** Time without activity after which a session ends. Default: half an hour. */
  readonly idleTimeout?: Duration
  /** Time after which a session ends whatever happens. Default: twelve hours. */
  readonly absoluteTimeout?: Duration
  /** Limits of a session with `session.remember = true`, whose cookie outlives the browser's window. Default: none. */
  readonly remember?: RememberOptions
  /**
   * Whether a session whose cookie is valid may still be used: a copied cookie of somebody who logged out everywhere, of
   * a closed account. `false` gives an empty session. When it throws, or does not answer within a second, the session is
   * unavailable: never accepted, never anonymous. Default: every valid cookie is.
   */
  readonly isLive?: IsLive
}

/** Settings of a session in a cookie that another framework reads too. It has no place for the others. */
export type ForeignSessionOptions<Data extends object = Record<string, unknown>> =
  CommonOptions<Data> & {
    /** `flask({ secretKey })` of `@costrel/session/flask`. */
    readonly format: ForeignFormat
  } & { readonly [Option in OwnOption]?: undefined }

type OwnOption = Exclude<keyof SessionOptions<object>, keyof CommonOptions<object> | 'format'>

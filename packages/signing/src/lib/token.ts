/** How a value is signed or sealed. */
export interface SignOptions {
  /** The issue time, in milliseconds since the epoch. */
  readonly now: number
  /**
   * What the token belongs to, such as a cookie's full name. It is authenticated but not in the token: who opens it
   * must say the same. Default: the empty text.
   */
  readonly context?: string
}

/** How a token is opened. */
export interface OpenOptions extends SignOptions {
  /** The current time, in milliseconds since the epoch. */
  readonly now: number
  /** How old a token may be, in seconds. Default: of any age. */
  readonly maxAge?: number
}

/**
 * Why a token was refused. `malformed`: not our grammar. `unknown-key`: no key of that id. `signature`: changed, or
 * made for another purpose or context. `expired`: older than `maxAge`. `future`: issued more than 300 seconds ahead of
 * our clock. `too-long`: not looked at.
 */
export type RefusalReason =
  | 'malformed'
  | 'signature'
  | 'expired'
  | 'future'
  | 'unknown-key'
  | 'too-long'

/** What opening gave. A refused token shows nothing of its payload. */
export type Opened =
  | {
      readonly ok: true
      readonly value: string
      /** Milliseconds since the epoch. */
      readonly issuedAt: number
      readonly keyId: string
      /** The token's key comes after the one that signs now: make the token again at the next chance. */
      readonly stale: boolean
    }
  | { readonly ok: false; readonly reason: RefusalReason }

/** How far, in milliseconds, the clock of the node that made a token may be ahead of ours. */
export const CLOCK_TOLERANCE = 300_000

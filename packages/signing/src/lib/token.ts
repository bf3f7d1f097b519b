/** How a value is signed or sealed. */
export interface SignOptions {
  /** The issue time, in whole milliseconds since the epoch. */
  readonly now: number
  /**
   * What the token belongs to, such as a cookie's full name. It is authenticated but not in the token: who opens it
   * must say the same. Default: the empty text.
   */
  readonly context?: string
}

/** How a token is opened. */
export interface OpenOptions {
  /** The current time, in milliseconds since the epoch. */
  readonly now: number
  /** What the token must belong to. Default: the empty text. */
  readonly context?: string
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
  | Refused

/** A token that was not accepted. */
export interface Refused {
  readonly ok: false
  readonly reason: RefusalReason
}

/** How far, in milliseconds, the clock of the node that made a token may be ahead of ours. */
export const CLOCK_TOLERANCE = 300_000

/**
 * Checks what a developer passes when a token is made.
 *
 * @throws TypeError when value or context has a lone surrogate, which UTF-8 cannot carry
 * @throws RangeError when `now` is no whole number of milliseconds since the epoch
 */
export function checkSignOptions(value: string, now: number, context: string): void {
  if (!Number.isSafeInteger(now) || now < 0) {
    throw new RangeError('now must be milliseconds since the epoch')
  }
  checkText(value, 'value')
  checkText(context, 'context')
}

/**
 * Checks what a developer passes when a token is opened; the token itself is not looked at.
 *
 * @throws TypeError when context has a lone surrogate, which UTF-8 cannot carry
 * @throws RangeError when `now` or `maxAge` is not a number
 */
export function checkOpenOptions(now: number, maxAge: number, context: string): void {
  if (!Number.isFinite(now)) throw new RangeError('now must be milliseconds since the epoch')
  if (typeof maxAge !== 'number' || Number.isNaN(maxAge)) {
    throw new RangeError('maxAge must be seconds')
  }
  checkText(context, 'context')
}

/**
 * Checks a text that a developer passes.
 *
 * @param option how the developer named it
 * @throws TypeError when it has a lone surrogate, which UTF-8 cannot carry
 */
export function checkText(text: string, option: string): void {
  if (!text.isWellFormed()) throw new TypeError(`${option} has a lone surrogate`)
}

/**
 * Checks a `maxLength` option, or another limit.
 *
 * @throws RangeError when it is no whole number above 0
 */
export function checkMaxLength(maxLength: number, option = 'maxLength'): void {
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
    throw new RangeError(`${option} must be a whole number`)
  }
}

/**
 * Checks a token that was just made.
 *
 * @throws RangeError when it is longer than `maxLength`: whoever opens it would not look at it
 */
export function checkLength(token: string, maxLength: number): void {
  if (token.length > maxLength) {
    throw new RangeError(`the token has ${token.length} characters, above maxLength`)
  }
}

/**
 * Whether base64url characters are the only ones for their bytes (RFC 4648 §3.5): the bits that the last can spare are
 * zero.
 */
export function isCanonical(text: string): boolean {
  const rest = text.length % 4
  if (rest < 2) return rest === 0
  return (rest === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(text.slice(-1))
}

/** Why a token of that issue time is refused, or `null` when its age is fine. Times in milliseconds, age in seconds. */
export function refuseAge(issuedAt: number, now: number, maxAge: number): Refused | null {
  if (issuedAt > now + CLOCK_TOLERANCE) return refused('future')
  return now - issuedAt > maxAge * 1000 ? refused('expired') : null
}

/** The refusal for a reason. */
export function refused(reason: RefusalReason): Refused {
  return { ok: false, reason }
}

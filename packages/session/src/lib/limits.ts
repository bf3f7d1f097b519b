import { checkObject } from './options.ts'
import { readSeconds, type Duration } from './duration.ts'

/** When a session ends. */
export interface Limits {
  /** Seconds without activity. */
  readonly idle: number
  /** Seconds since the session or the login began, whatever happens. */
  readonly absolute: number
}

/** The limits of sessions that are to outlive the browser's window. */
export interface RememberOptions {
  /** Idle timeout of a remembered session. */
  readonly idle: Duration
  /** Absolute timeout of a remembered session, at most 400 days. */
  readonly absolute: Duration
}

/** What the options say of timeouts. */
export interface LimitOptions {
  readonly idleTimeout?: Duration
  readonly absoluteTimeout?: Duration
  readonly remember?: RememberOptions
}

/**
 * The limits of a session that ends with the browser.
 *
 * @throws TypeError | RangeError when a timeout is no duration
 */
export function readLimits({ idleTimeout, absoluteTimeout = 43_200 }: LimitOptions): Limits {
  const absolute = readSeconds('absoluteTimeout', absoluteTimeout)
  const idle = readSeconds(
    'idleTimeout',
    idleTimeout === undefined ? Math.min(1800, absolute) : idleTimeout,
  )
  if (idle > absolute) throw new RangeError('idleTimeout is longer than absoluteTimeout')
  return { idle, absolute }
}

/**
 * The limits of a remembered session; `undefined` where the option is not given.
 *
 * @throws TypeError | RangeError when a timeout is no duration, or over 400 days
 */
export function readRememberLimits({ remember }: LimitOptions): Limits | undefined {
  if (remember === undefined) return undefined
  checkObject('remember', remember, "{ idle: '30d', absolute: '90d' }")
  const absolute = readSeconds('remember.absolute', remember.absolute)
  if (absolute > LONGEST) {
    throw new RangeError(
      'remember.absolute is over 400 days, the longest that browsers keep a cookie',
    )
  }
  const idle = readSeconds('remember.idle', remember.idle)
  if (idle > absolute) throw new RangeError('remember.idle is longer than remember.absolute')
  return { idle, absolute }
}

/** RFC 6265bis §5.5. */
const LONGEST = 400 * 86_400

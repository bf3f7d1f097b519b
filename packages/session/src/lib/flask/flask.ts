import type { FlaskCookieOptions } from '@costrel/signing/flask'
import type { Duration } from '../duration.ts'
import { checkBoolean, checkText } from '../options.ts'
import type { ForeignFormat } from '../session-format.ts'
import { prepareFlask } from './prepare-flask.ts'

/** Settings of Flask's session cookie, by the names of Flask's own settings. The defaults are Flask's, apart from `Secure` and `SameSite`. */
export interface FlaskFormatOptions extends Pick<
  FlaskCookieOptions,
  'secretKey' | 'fallbacks' | 'salt' | 'keyDerivation' | 'digest'
> {
  /** `SESSION_COOKIE_NAME`. Default: `session`. */
  readonly sessionCookieName?: string
  /** `SESSION_COOKIE_PATH`. Default: `/`. */
  readonly sessionCookiePath?: string
  /** `SESSION_COOKIE_DOMAIN`. Default: the host alone. */
  readonly sessionCookieDomain?: string
  /**
   * `PERMANENT_SESSION_LIFETIME`: no older cookie is accepted, and it is how long the browser keeps one of a session
   * whose `_permanent` is true. Default: 31 days.
   */
  readonly permanentSessionLifetime?: Duration
  /**
   * Accepts a `SECRET_KEY` that can be guessed, with an event: under 16 bytes, or a placeholder. Default: `false`.
   */
  readonly allowWeakSecret?: boolean
}

/**
 * The cookie in which Flask keeps its session, as the format of `createSessions({ format: flask({ secretKey }) })`. Keys
 * that are not touched are written back letter for letter.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind; their values are checked by `createSessions`
 * @see https://flask.palletsprojects.com/en/stable/api/#sessions
 */
export function flask(options: FlaskFormatOptions): ForeignFormat {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('flask() needs options, such as { secretKey }')
  }
  for (const name of COOKIE_TEXTS) checkText(name, options[name])
  checkBoolean('allowWeakSecret', options.allowWeakSecret)
  const { secretKey, fallbacks = [] } = options
  if (!Array.isArray(fallbacks)) throw new TypeError('fallbacks must be a list of secrets')
  const kept = { ...options, secretKey: copy(secretKey), fallbacks: fallbacks.map(copy) }
  return { options: kept, prepare: (others) => prepareFlask(kept, others) }
}

const COOKIE_TEXTS = ['sessionCookieName', 'sessionCookiePath', 'sessionCookieDomain'] as const

/** Bytes that the app changes later are not the secret that it gave. */
function copy(secret: string | Uint8Array): string | Uint8Array {
  return secret instanceof Uint8Array ? new Uint8Array(secret) : secret
}

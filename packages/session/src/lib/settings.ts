import { createCookieTemplate, type CookieTemplate } from '@costrel/http'
import {
  createKeyedHash,
  createKeyRing,
  createSigner,
  type KeyRing,
  type Secrets,
  type Signer,
} from '@costrel/signing'
import type { OnSessionEvent } from './events.ts'
import { createSchemaChecks, type SchemaChecks, type SessionSchema } from './schema.ts'

/** The session cookie. */
export interface SessionCookieOptions {
  /** Full name, prefix included. Default: `__Host-session`. */
  readonly name?: string
}

/** Settings of a session. */
export interface SessionOptions<Data extends object = Record<string, unknown>> {
  /** Secrets of 32 bytes or more: the first signs, all verify. */
  readonly secrets: Secrets
  /** One Standard Schema for each key. Default: any key, any JSON value. */
  readonly schema?: SessionSchema<Data>
  /** The cookie's name. */
  readonly cookie?: SessionCookieOptions
  /** Seconds without activity after which a session ends. Default: 1,800, half an hour. */
  readonly idleTimeout?: number
  /** Seconds after which a session ends whatever happens. Default: 43,200, twelve hours. */
  readonly absoluteTimeout?: number
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

/** Options made ready: checked once, used by every request. */
export interface Settings {
  readonly keys: KeyRing
  readonly signer: Signer
  /** Short name of a session's id in events. */
  readonly hashId: (id: string) => string
  readonly checks: SchemaChecks
  readonly cookie: CookieTemplate
  /** The cookie on a developer's machine, by plain http; `undefined` in production. */
  readonly developmentCookie: CookieTemplate | undefined
  /** Seconds. */
  readonly idleTimeout: number
  /** Seconds. */
  readonly absoluteTimeout: number
  readonly now: () => number
  readonly createId: () => string
  readonly onEvent: OnSessionEvent | undefined
}

/**
 * Checks the options.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function readSettings<Data extends object>(options: SessionOptions<Data>): Settings {
  const { absoluteTimeout = 43_200, now = Date.now, onEvent, schema } = options
  const { idleTimeout = Math.min(1800, absoluteTimeout), randomBytes = webRandomBytes } = options
  checkSeconds({ idleTimeout, absoluteTimeout })
  const name = options.cookie?.name ?? '__Host-session'
  const keys = createKeyRing(options.secrets)
  return {
    keys,
    signer: createSigner(keys, { purpose: 'session', maxLength: Number.MAX_SAFE_INTEGER }),
    hashId: createKeyedHash(keys, { purpose: 'session id' }),
    checks: createSchemaChecks(schema),
    cookie: createCookieTemplate({ name }),
    developmentCookie: options.development === true ? developmentCookie(name) : undefined,
    idleTimeout,
    absoluteTimeout,
    now,
    createId: () => encodeId(randomBytes(16)),
    onEvent,
  }
}

function checkSeconds(options: Record<string, number>): void {
  for (const [option, seconds] of Object.entries(options)) {
    if (!Number.isSafeInteger(seconds) || seconds < 1) {
      throw new RangeError(`${option} must be a whole number of seconds, 1 or more`)
    }
  }
}

function developmentCookie(name: string): CookieTemplate {
  return createCookieTemplate({ name: name.replace(/^__(host|secure)-/i, ''), secure: false })
}

function webRandomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** 128 random bits as base64url, as OWASP and ASVS 5.0 (7.2.3) ask of a session's id. */
function encodeId(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

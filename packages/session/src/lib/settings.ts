import { createKeyedHash, createKeyRing, type KeyRing, type Secrets } from '@costrel/signing'
import { readCookies, type SessionCookieOptions, type SessionCookies } from './cookie-options.ts'
import type { Duration } from './duration.ts'
import type { OnSessionEvent } from './events.ts'
import { createKeptResponses, type KeptResponses } from './kept-responses.ts'
import { readLimits, readRememberLimits, type Limits, type RememberOptions } from './limits.ts'
import type { IsLive } from './live.ts'
import { checkBoolean, checkFunction, checkObject } from './options.ts'
import { createSchemaChecks, type SchemaChecks, type SessionSchema } from './schema.ts'
import { readTokens, type Tokens } from './tokens.ts'
import { readStore, type StoreOptions, type StoreSettings } from './with-store/store-settings.ts'

/** Settings of a session. */
export interface SessionOptions<
  Data extends object = Record<string, unknown>,
> extends StoreOptions {
  /** Secrets of 32 bytes or more: the first signs, all verify. */
  readonly secrets: Secrets
  /** One Standard Schema for each key. Default: any key, any JSON value. */
  readonly schema?: SessionSchema<Data>
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
  readonly tokens: Tokens
  /** Where sessions are kept; `undefined` when the cookie holds them. */
  readonly store: StoreSettings | undefined
  /** Short name of a session's id in events. */
  readonly hashId: (id: string) => string
  readonly checks: SchemaChecks
  readonly cookies: SessionCookies
  readonly limits: Limits
  readonly rememberLimits: Limits | undefined
  readonly isLive: IsLive | undefined
  readonly now: () => number
  readonly createId: () => string
  readonly observers: readonly OnSessionEvent[]
  /** Which responses carry cookies of ours already. */
  readonly keptResponses: KeptResponses
  /** What is told once and not at each request. */
  readonly told: { insecureUrl: boolean }
}

/**
 * Checks the options.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function readSettings<Data extends object>(options: SessionOptions<Data>): Settings {
  checkKinds(options)
  const { now = Date.now, randomBytes = webRandomBytes, isLive, onEvent } = options
  const keys = createKeyRing(options.secrets)
  const createText = (bytes: number): string => encodeBytes(randomBytes(bytes), bytes)
  const store = readStore(options, createText)
  const [limits, rememberLimits] = [readLimits(options), readRememberLimits(options)]
  if (store !== undefined) checkRememberLimits(limits, rememberLimits)
  return {
    keys,
    tokens: readTokens(keys, options.format, store === undefined ? 'session' : 'session token'),
    store,
    hashId: createKeyedHash(keys, { purpose: 'session id' }),
    checks: createSchemaChecks(options.schema),
    cookies: readCookies(options.cookie, options.development),
    limits,
    rememberLimits,
    isLive,
    now,
    createId: () => createText(16),
    observers: onEvent === undefined ? [] : [onEvent],
    keptResponses: createKeptResponses(),
    told: { insecureUrl: false },
  }
}

function checkKinds<Data extends object>(options: SessionOptions<Data>): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('options must be an object, such as { secrets: [secret] }')
  }
  checkObject('schema', options.schema, '{ username: z.string() }')
  checkBoolean('development', options.development)
  for (const option of ['isLive', 'now', 'randomBytes', 'onEvent'] as const) {
    checkFunction(option, options[option])
  }
}

/** A stored session is known for a remembered one by its times. */
function checkRememberLimits({ idle, absolute }: Limits, remember: Limits | undefined): void {
  if (remember === undefined || remember.idle > idle || remember.absolute > absolute) return
  throw new RangeError('remember must be longer than idleTimeout or absoluteTimeout')
}

function webRandomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** Random bytes as base64url: 128 bits for a session's id, as OWASP and ASVS 5.0 (7.2.3) ask. */
function encodeBytes(bytes: Uint8Array, length: number): string {
  if (bytes.length !== length) throw new RangeError(`randomBytes must give ${length} bytes`)
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

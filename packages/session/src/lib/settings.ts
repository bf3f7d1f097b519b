import { createKeyedHash, createKeyRing, type KeyRing } from '@costrel/signing'
import { readCookies, type SessionCookies } from './cookie-options.ts'
import type { OnSessionEvent } from './events.ts'
import { readLimits, readRememberLimits, type Limits } from './limits.ts'
import type { IsLive } from './live.ts'
import { checkBoolean, checkFunction, checkObject } from './options.ts'
import { OWN_FORMAT } from './own-format.ts'
import { createSchemaChecks, type SchemaChecks } from './schema.ts'
import type { PreparedFormat, SessionFormat } from './session-format.ts'
import type { ForeignSessionOptions, SessionOptions, AnySessionOptions } from './session-options.ts'
import { readFormat, readTokens, type Tokens } from './tokens.ts'
import { readStore, type StoreSettings } from './with-store/store-settings.ts'

/** Options made ready: checked once, used by every request. */
export interface Settings {
  readonly keys: KeyRing
  /** What our own formats, and stores, put into the cookie. */
  readonly tokens: Tokens
  /** How a whole session stands in its cookie. */
  readonly format: SessionFormat
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
  /** What is told once and not at each request. */
  readonly told: { insecureUrl: boolean }
}

/**
 * Checks the options.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function readSettings<Data extends object>(options: AnySessionOptions<Data>): Settings {
  checkKinds(options)
  const { randomBytes = webRandomBytes, isLive, onEvent } = options
  const createText = (bytes: number): string => encodeBytes(randomBytes(bytes), bytes)
  const prepared = hasForeignFormat(options)
    ? prepareForeign(options)
    : prepareOwn(options, createText)
  return {
    ...prepared,
    checks: createSchemaChecks(options.schema),
    isLive,
    now: readClock(options.now),
    createId: () => createText(16),
    observers: onEvent === undefined ? [] : [onEvent],
    told: { insecureUrl: false },
  }
}

/** Tokens and stores hold whole milliseconds, which `performance.timeOrigin + performance.now()` does not give. */
function readClock(now: (() => number) | undefined): () => number {
  return now === undefined ? Date.now : () => Math.floor(now())
}

type Prepared = PreparedFormat & Pick<Settings, 'tokens' | 'store' | 'rememberLimits'>

function hasForeignFormat<Data extends object>(
  options: AnySessionOptions<Data>,
): options is ForeignSessionOptions<Data> {
  return typeof options.format === 'object' && typeof options.format?.prepare === 'function'
}

function prepareForeign<Data extends object>(options: ForeignSessionOptions<Data>): Prepared {
  const { format, ...others } = options
  const prepared = format.prepare(others)
  const tokens = readTokens(prepared.keys, 'signed', 'session')
  return { ...prepared, tokens, store: undefined, rememberLimits: undefined }
}

function prepareOwn<Data extends object>(
  options: SessionOptions<Data>,
  createText: (bytes: number) => string,
): Prepared {
  const format = readFormat(options.format)
  const keys = createKeyRing(options.secrets)
  const store = readStore(options, createText)
  const [limits, rememberLimits] = [readLimits(options), readRememberLimits(options)]
  if (store !== undefined) checkRememberLimits(limits, rememberLimits)
  const purpose = store === undefined ? 'session' : 'session token'
  return {
    keys,
    tokens: readTokens(keys, format, purpose),
    format: OWN_FORMAT,
    hashId: createKeyedHash(keys, { purpose: 'session id' }),
    cookies: readCookies(options.cookie, options.development),
    limits,
    rememberLimits,
    store,
  }
}

function checkKinds<Data extends object>(options: AnySessionOptions<Data>): void {
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

import type { KeyDerivation } from '../itsdangerous/derive-key.ts'
import type { DigestName } from '../itsdangerous/digest-name.ts'
import type {
  ItsdangerousOpenOptions,
  ItsdangerousSignOptions,
  ItsdangerousTimedOpened,
} from '../itsdangerous/opened.ts'
import { decodePayload, encodePayload } from '../itsdangerous/payload.ts'
import {
  createItsdangerousTimestampSigner,
  type ItsdangerousTimestampSigner,
} from '../itsdangerous/timestamp-signer.ts'
import { checkMaxLength } from '../token.ts'
import { joinSession, splitSession, type Members } from './session-text.ts'
import { encodeAt } from './tagged-json.ts'
import type { FlaskDict, FlaskValue } from './tagged-values.ts'
import { readTagged } from './untag.ts'

/** Settings of Flask's session cookie. The defaults are Flask's. */
export interface FlaskCookieOptions {
  /** Flask's `SECRET_KEY`, text or bytes of any length: it signs. */
  readonly secretKey: string | Uint8Array
  /** Flask's `SECRET_KEY_FALLBACKS`, at most four: they verify. Default: none. */
  readonly fallbacks?: readonly (string | Uint8Array)[]
  /** The session interface's `salt`. Default: `cookie-session`. */
  readonly salt?: string
  /** The session interface's `key_derivation`. Default: `hmac`. */
  readonly keyDerivation?: KeyDerivation
  /** The session interface's `digest_method`. Default: `sha1`. */
  readonly digest?: DigestName
  /** The longest cookie, in characters, that is looked at or made. Default: 8,192. */
  readonly maxLength?: number
  /** How many bytes of JSON a session may be. Default: 65,536. */
  readonly maxInflated?: number
}

/** A session as a cookie had it: values by key, each with the text that it was. */
export interface FlaskSession {
  /** The JSON text of each key's value. Written back as it is, nothing of it changes for Flask. */
  readonly texts: ReadonlyMap<string, string>
  /** The key's value, made anew by each call; undefined when there is no such key. */
  get(key: string): FlaskValue | undefined
  /** All values by key, made anew. */
  toObject(): FlaskDict
}

/** Reads and writes Flask's session cookie. */
export interface FlaskCookie {
  /**
   * Writes a cookie's value. Keys are sorted and the payload is compressed as Flask does.
   *
   * @param session a Map of the JSON text of each key's value, which is not checked, or an object of values
   * @returns only `A-Z a-z 0-9 _ - .`, fit for a cookie
   * @throws TypeError naming the path, when a session cannot hold a value
   * @throws RangeError when it would be longer than `maxLength` or `maxInflated`, or `now` is no time
   */
  encode(session: ReadonlyMap<string, string> | FlaskDict, options: ItsdangerousSignOptions): string
  /**
   * Reads a cookie's value. Never throws on a cookie, whatever it holds. Nothing is inflated or parsed before the
   * signature is verified. The default `maxAge` is Flask's `PERMANENT_SESSION_LIFETIME`, 2,678,400 seconds (31 days).
   *
   * @throws RangeError when `now` or `maxAge` is not a number
   */
  decode(cookie: string, options: ItsdangerousOpenOptions): ItsdangerousTimedOpened<FlaskSession>
}

/**
 * Makes the codec of the cookie in which Flask keeps its session, so that both read what the other wrote: the dict as
 * tagged JSON, compressed where that is shorter, with the time and an HMAC.
 *
 * @throws TypeError when a secret is neither text nor bytes
 * @throws RangeError when an option has no usable value, or there are more than four fallbacks
 * @see https://flask.palletsprojects.com/en/stable/api/#flask.sessions.SecureCookieSessionInterface
 */
export function createFlaskCookie(options: FlaskCookieOptions): FlaskCookie {
  const { secretKey, fallbacks = [], salt = 'cookie-session', maxInflated = 65_536 } = options
  const { keyDerivation = 'hmac', digest = 'sha1', maxLength = 8192 } = options
  checkMaxLength(maxInflated, 'maxInflated')
  const signer = createItsdangerousTimestampSigner({
    secretKey: [...fallbacks, secretKey],
    salt,
    keyDerivation,
    digest,
    maxLength,
  })
  return {
    encode: (session, signOptions) => encode(signer, maxInflated, session, signOptions),
    decode: (cookie, openOptions) => decode(signer, maxInflated, cookie, openOptions),
  }
}

function encode(
  signer: ItsdangerousTimestampSigner,
  maxInflated: number,
  session: ReadonlyMap<string, string> | FlaskDict,
  options: ItsdangerousSignOptions,
): string {
  const json = joinSession(isTexts(session) ? session : encodeValues(session))
  if (json.length > maxInflated) {
    throw new RangeError(`the session has ${json.length} bytes, maxInflated is ${maxInflated}`)
  }
  return signer.sign(encodePayload(json), options)
}

function isTexts(
  session: ReadonlyMap<string, string> | FlaskDict,
): session is ReadonlyMap<string, string> {
  return session instanceof Map
}

function encodeValues(session: FlaskDict): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(session).map(([key, value]) => [key, encodeAt(value, `session.${key}`)]),
  )
}

function decode(
  signer: ItsdangerousTimestampSigner,
  maxInflated: number,
  cookie: string,
  options: ItsdangerousOpenOptions,
): ItsdangerousTimedOpened<FlaskSession> {
  const { now, maxAge = LIFETIME } = options
  const opened = signer.unsign(cookie, { now, maxAge })
  if (!opened.ok) return opened
  const text = decodePayload(opened.value, maxInflated)
  if (!text.ok) return text
  const members = splitSession(text.value)
  if (members === null) return { ok: false, reason: 'payload' }
  return { ...opened, value: createSession(members) }
}

/** 31 days in seconds. */
const LIFETIME = 2_678_400

function createSession(members: Members): FlaskSession {
  const get = (key: string): FlaskValue | undefined => {
    const member = members.get(key)
    return member === undefined ? undefined : readTagged(member.node)
  }
  return {
    texts: new Map([...members].map(([key, { text }]) => [key, text])),
    get,
    toObject: () => Object.fromEntries([...members.keys()].map((key) => [key, get(key) ?? null])),
  }
}

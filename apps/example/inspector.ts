import type { SessionEnv } from '@costrel/hono'
import { findCookieValues } from '@costrel/http'
import { SESSION_SETTINGS, type SessionData } from './session-settings.ts'

type Session = SessionEnv<SessionData>['Variables']['session']

/** What the inspector shows of a session cookie. Neither its value nor the session's id is among it. */
export interface Inspection {
  readonly cookieName: string
  readonly format: string
  /** Bytes of the cookie's name and value, of which browsers keep 4,096. */
  readonly bytes: number
  /** Each key with the bytes of its value as JSON, the largest first; the user as `(user)`. */
  readonly keys: readonly (readonly [key: string, bytes: number])[]
  /** Seconds since the login. */
  readonly age: number
  readonly idle: Timeout
  readonly absolute: Timeout
}

/** When a session ends, in seconds. */
export interface Timeout {
  readonly limit: number
  readonly left: number
}

/**
 * Looks at the session that a request brought; `undefined` when it brought none that is valid.
 *
 * @param isStored whether the cookie holds a token, and a store the rest
 */
export function inspect(
  request: Request,
  session: Session,
  now: number,
  isStored: boolean,
): Inspection | undefined {
  const { createdAt, expiresAt, isNew } = session
  const cookie = findCookie(request, session.cookieName)
  if (isNew || cookie === undefined) return undefined
  const { format, idleTimeout, absoluteTimeout } = SESSION_SETTINGS
  const age = seconds(now - createdAt)
  return {
    cookieName: cookie.name,
    format: isStored ? `${format} token, the session is in a store` : format,
    bytes: cookie.name.length + cookie.value.length,
    keys: bytesByKey(session),
    age,
    idle: { limit: idleTimeout, left: seconds(expiresAt - now) },
    absolute: { limit: absoluteTimeout, left: absoluteTimeout - age },
  }
}

/** The session's cookie, on a developer's machine without the prefix. */
function findCookie({ headers }: Request, fullName: string) {
  return [fullName, fullName.replace('__Host-', '')]
    .flatMap((name) =>
      findCookieValues(headers.get('cookie'), name, 1).map((value) => ({ name, value })),
    )
    .at(0)
}

function bytesByKey(session: Session): (readonly [string, number])[] {
  const encoder = new TextEncoder()
  return Object.entries({ ...session.toObject(), '(user)': session.user })
    .map(([key, value]) => [key, encoder.encode(JSON.stringify(value) ?? '').length] as const)
    .toSorted(([, a], [, b]) => b - a)
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}

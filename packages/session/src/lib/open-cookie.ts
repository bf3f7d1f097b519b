import { findCookieValues, type CookieTemplate } from '@costrel/http'
import { tell, type Observed, type RejectionReason } from './events.ts'
import type { Limits } from './limits.ts'
import type { SessionDocument } from './payload.ts'
import type { Settings } from './settings.ts'
import type { ValueCodec } from './value-codec.ts'

/** What a request's cookie header gave. */
export interface OpenedCookie<Valid> {
  /** The cookie that was looked for, which a new one takes the place of. */
  readonly cookie: CookieTemplate
  /** Whether a cookie of our name came, valid or not. */
  readonly present: boolean
  /** What the only valid cookie holds. */
  readonly valid: Valid | undefined
}

/** A session that a request brought, and that passed every check. */
export interface ValidSession {
  readonly document: Omit<SessionDocument, 'id'>
  /** Its id, which is made when somebody asks for it where that takes a hash. */
  readonly readId: () => string
  /** The last activity that was written down, in milliseconds since the epoch. */
  readonly seenAt: number
  /** The cookie was made with a secret that comes after the first. */
  readonly stale: boolean
  /** What the format makes of its values. Default: JSON. */
  readonly codec?: ValueCodec
}

/** Looks at one cookie's value: what it holds, or why it is refused. */
export type Verify<Valid extends object> = (
  settings: Settings,
  context: string,
  value: string,
  now: number,
) => Valid | RejectionReason

/**
 * Reads a request's session cookie. Whatever a client sends gives a value: at most three cookies of the name are
 * verified, and only one valid cookie counts. Each refusal is an event.
 */
export function openCookie<Valid extends object>(
  observed: Observed & { readonly settings: Settings },
  cookie: CookieTemplate,
  verify: Verify<Valid>,
): OpenedCookie<Valid> {
  const { request } = observed
  const values = findCookieValues(request.headers.get('cookie'), cookie.name, MAX_VERIFIED)
  const first = values[0]
  if (first === undefined) return { cookie, present: false, valid: undefined }
  if (values.length === 1) {
    return { cookie, present: true, valid: openValue(observed, cookie, verify, first) }
  }
  const valid = [...new Set(values)]
    .map((value) => openValue(observed, cookie, verify, value))
    .filter((result) => result !== undefined)
  if (valid.length > 1) reject(observed, cookie, 'duplicate')
  return { cookie, present: true, valid: valid.length === 1 ? valid[0] : undefined }
}

function openValue<Valid extends object>(
  observed: Observed & { readonly settings: Settings },
  cookie: CookieTemplate,
  verify: Verify<Valid>,
  value: string,
): Valid | undefined {
  const { settings } = observed
  const context = contextOf(settings, cookie)
  const result =
    value.length > MAX_LENGTH ? 'too-long' : verify(settings, context, value, settings.now())
  if (typeof result !== 'string') return result
  reject(observed, cookie, result)
  return undefined
}

/**
 * What a token belongs to. On a developer's machine `__Host-id` and `__Secure-id` are both called `id`; there too the one
 * opens no session of the other.
 */
export function contextOf({ cookies }: Settings, cookie: CookieTemplate): string {
  return cookie === cookies.main ? cookie.name : `${cookies.main.name} in development`
}

/** Tells that a cookie was refused. */
export function reject(
  observed: Observed,
  { name }: CookieTemplate,
  reason: RejectionReason,
): void {
  tell(observed, { type: 'rejected', reason, cookie: name })
}

/** The limits of a session: remembered ones have limits of their own, while the option is there. */
export function limitsOf({ limits, rememberLimits }: Settings, remember: boolean): Limits {
  return remember ? (rememberLimits ?? limits) : limits
}

const MAX_VERIFIED = 3

/** Browsers drop a longer cookie (RFC 6265bis §5.6), so it is not one of ours. */
const MAX_LENGTH = 4096

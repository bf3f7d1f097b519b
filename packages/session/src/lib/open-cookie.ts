import { findCookieValues, type CookieTemplate } from '@costrel/http'
import { emit, type RejectionReason } from './events.ts'
import type { Limits } from './limits.ts'
import { decodePayload, type SessionDocument } from './payload.ts'
import type { Settings } from './settings.ts'

/** What a request's cookie header gave. */
export interface OpenedCookie {
  /** Whether a cookie of our name came, valid or not. */
  readonly present: boolean
  /** The session of the only valid cookie. */
  readonly valid: ValidCookie | undefined
}

/** A cookie that passed every check. */
export interface ValidCookie {
  readonly document: SessionDocument
  /** When the cookie was made, in milliseconds since the epoch: the last activity that was written down. */
  readonly issuedAt: number
  /** It was made with a secret that comes after the first. */
  readonly stale: boolean
}

/**
 * Reads a request's session cookie. Whatever a client sends gives a value: at most three cookies of the name are
 * verified, and only one valid cookie counts. Each refusal is an event.
 *
 * @param now milliseconds since the epoch
 */
export function openCookie(
  settings: Settings,
  cookie: CookieTemplate,
  request: Request,
  now: number,
): OpenedCookie {
  const values = findCookieValues(request.headers.get('cookie'), cookie.name, MAX_VERIFIED)
  const valid: ValidCookie[] = []
  for (const value of values.length > 1 ? new Set(values) : values) {
    const result = verify(settings, cookie.name, value, now)
    if (typeof result === 'string') reject(settings, cookie, request, result)
    else valid.push(result)
  }
  if (valid.length > 1) reject(settings, cookie, request, 'duplicate')
  return { present: values.length > 0, valid: valid.length === 1 ? valid[0] : undefined }
}

/** Tells that a cookie was refused. */
export function reject(
  { onEvent }: Settings,
  { name }: CookieTemplate,
  request: Request,
  reason: RejectionReason,
): void {
  emit(onEvent, { type: 'rejected', reason, cookie: name }, request)
}

/** The limits of a session: remembered ones have limits of their own, while the option is there. */
export function limitsOf({ limits, rememberLimits }: Settings, remember: boolean): Limits {
  return remember ? (rememberLimits ?? limits) : limits
}

const MAX_VERIFIED = 3

/** Browsers drop a longer cookie (RFC 6265bis §5.6), so it is not one of ours. */
const MAX_LENGTH = 4096

function verify(
  settings: Settings,
  name: string,
  value: string,
  now: number,
): ValidCookie | RejectionReason {
  if (value.length > MAX_LENGTH) return 'too-long'
  const opened = settings.tokens.open(value, { now, context: name })
  if (!opened.ok) return opened.reason
  const document = decodePayload(opened.value)
  if (document === null) return 'malformed'
  const { issuedAt, stale } = opened
  const { idle, absolute } = limitsOf(settings, document.remember)
  const isOver = now - issuedAt > idle * 1000 || now - document.createdAt > absolute * 1000
  return isOver ? 'expired' : { document, issuedAt, stale }
}

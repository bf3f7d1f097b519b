import { toData } from './draft.ts'
import { SessionTooLarge } from './errors.ts'
import { contextOf, limitsOf } from './open-cookie.ts'
import { encodePayload, type SessionDocument } from './payload.ts'
import { idOf } from './session-id.ts'
import type { OpenedState, SessionState } from './session-state.ts'

/**
 * Makes the session's token and its `Set-Cookie` line.
 *
 * @throws SessionTooLarge when name and value are over 4,096 bytes
 */
export function writeCookie(state: SessionState, opened: OpenedState): string {
  const { cookie, createdAt, user, authAt, remember, draft } = opened
  const { settings } = state
  const now = settings.now()
  const document = { id: idOf(state), createdAt, user, authAt, remember, data: toData(draft) }
  const token = settings.tokens.make(encodePayload(document), {
    now: lastActivity(opened, now),
    context: contextOf(settings, cookie),
  })
  const bytes = cookie.name.length + token.length
  if (bytes > MAX_BYTES) throw new SessionTooLarge(bytes, bytesByKey(document))
  return cookie.set(token, remember ? restOfLife(state, opened, now) : undefined)
}

/** What browsers keep of a cookie's name and value (RFC 6265bis §5.6). */
const MAX_BYTES = 4096

/** A poll that said `touch(false)` may write, and still is no activity. */
function lastActivity({ activity, previous, fate }: OpenedState, now: number): number {
  const isPoll = activity === false && previous !== undefined && fate === 'none'
  return isPoll ? previous.seenAt : now
}

/** Seconds until the absolute timeout. */
function restOfLife({ settings }: SessionState, opened: OpenedState, now: number): number {
  const { absolute } = limitsOf(settings, opened.remember)
  return Math.ceil((opened.createdAt - now) / 1000) + absolute
}

/** The largest first; the user, which stands beside the data, as `(user)`. */
function bytesByKey({ data, user }: SessionDocument): (readonly [string, number])[] {
  const encoder = new TextEncoder()
  const parts = [
    ...Object.entries(data),
    ...(user === undefined ? [] : [['(user)', user] as const]),
  ]
  const sizes = parts.map(
    ([key, value]) => [key, encoder.encode(JSON.stringify(value)).length] as const,
  )
  return sizes.toSorted(([, a], [, b]) => b - a)
}

import { SessionTooLarge } from './errors.ts'
import type { OpenedState, SessionState } from './session-state.ts'

/**
 * Makes the session's token and its `Set-Cookie` line.
 *
 * @throws SessionTooLarge when name and value are over 4,096 bytes
 */
export function writeCookie(state: SessionState, opened: OpenedState): string {
  const { cookie } = opened
  const { format } = state.settings
  const { token, maxAge } = format.encode(state, opened)
  const bytes = cookie.name.length + token.length
  if (bytes > MAX_BYTES) {
    const sizes = format.sizes(opened)
    throw new SessionTooLarge(
      bytes,
      sizes.toSorted(([, a], [, b]) => b - a),
    )
  }
  return cookie.setToken(token, maxAge)
}

/** What browsers keep of a cookie's name and value (RFC 6265bis §5.6). */
const MAX_BYTES = 4096

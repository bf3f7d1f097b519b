import { clearKeys, keysOf, removeKey } from './draft.ts'
import { SessionLoginRequired } from './errors.ts'
import { limitsOf } from './open-cookie.ts'
import { access, accessLoaded, type OpenedState, type SessionState } from './session-state.ts'
import { openForWriting } from './writing.ts'

/** Which keys a new id takes along: all, none, or these. */
export type Keep = boolean | readonly string[]

/** Gives the session a new id, so that a copy of the old cookie is another session (OWASP: session fixation). */
export function regenerate(state: SessionState, keep: Keep): void {
  if (typeof keep !== 'boolean' && !Array.isArray(keep)) {
    throw new TypeError('regenerate({ keep }): keep must be true, false or a list of keys')
  }
  const opened = openForWriting(state)
  // What a lazy session holds is not known yet, nor what of it is not to be kept.
  if (Array.isArray(keep)) accessLoaded(state)
  renew(opened)
  if (keep === true) return
  if (keep === false) return clearKeys(opened.draft)
  const kept = new Set(keep)
  for (const key of keysOf(opened.draft)) if (!kept.has(key)) removeKey(opened.draft, key)
}

/** Makes the session's token again, under the id it has. */
export function rotate(state: SessionState): void {
  const opened = openForWriting(state)
  if (opened.fate === 'none') opened.fate = 'rotated'
}

/**
 * Begins an authenticated session under a new id. What an anonymous visitor gathered stays; another user's data goes
 * first, so that nothing of theirs is left to the one who logs in now.
 */
export function login(state: SessionState, user: string): void {
  if (typeof user !== 'string') throw new TypeError('login(user): user must be text')
  if (user === '') throw new RangeError('login(user): user must not be empty')
  const opened = openForWriting(state)
  if (opened.user !== undefined && opened.user !== user) forgetUser(opened)
  const now = state.settings.now()
  renew(opened)
  opened.user = user
  opened.authAt = now
  opened.createdAt = now
  opened.sinceLogin = new Set()
}

/** Nor does the next user's session outlive the browser because the last one's did. */
function forgetUser(opened: OpenedState): void {
  clearKeys(opened.draft)
  opened.remember = false
  opened.isRememberSet = false
}

/** Ends the session and leaves an empty one in its place; later writes begin a new session. */
export function logout(state: SessionState): void {
  const opened = openForWriting(state)
  clearKeys(opened.draft)
  opened.id = undefined
  opened.user = undefined
  opened.authAt = undefined
  opened.createdAt = state.settings.now()
  opened.remember = false
  opened.isRememberSet = false
  opened.sinceLogin = undefined
  opened.fate = 'ended'
}

/** Ends the session for good: as `logout`, and every later write throws. Ending it twice is no mistake. */
export function destroy(state: SessionState): void {
  if (access(state).destroyed) return
  logout(state)
  access(state).destroyed = true
}

/** @throws RangeError when the sessions have no limits for remembered ones */
export function setRemember(state: SessionState, remember: boolean): void {
  if (typeof remember !== 'boolean') throw new TypeError('session.remember must be true or false')
  if (remember && state.settings.rememberLimits === undefined) {
    throw new RangeError(
      "session.remember needs the option remember: { idle: '30d', absolute: '90d' }",
    )
  }
  const opened = openForWriting(state)
  opened.remember = remember
  opened.isRememberSet = true
}

/** Seconds since the login. */
export function authAge(state: SessionState): number | undefined {
  const { authAt } = accessLoaded(state)
  return authAt === undefined ? undefined : Math.max(0, (state.settings.now() - authAt) / 1000)
}

/** @throws SessionLoginRequired for a stranger, and when the login is longer ago */
export function requireRecentLogin(state: SessionState, seconds: number): void {
  if (!(seconds >= 0))
    throw new RangeError('requireRecentLogin(seconds): seconds must be 0 or more')
  const age = authAge(state)
  if (age === undefined || age > seconds) throw new SessionLoginRequired(seconds)
}

/** When the session was last known to be used, in milliseconds since the epoch. */
export function lastSeenAt(state: SessionState): number {
  const { previous, createdAt, fate } = accessLoaded(state)
  return previous === undefined || fate === 'ended' ? createdAt : previous.seenAt
}

/** When the session ends unless it is used again, in milliseconds since the epoch. */
export function expiresAt(state: SessionState): number {
  const { createdAt, remember } = accessLoaded(state)
  const { idle, absolute } = limitsOf(state.settings, remember)
  return Math.min(lastSeenAt(state) + idle * 1000, createdAt + absolute * 1000)
}

function renew(opened: OpenedState): void {
  opened.id = undefined
  if (opened.fate !== 'ended') opened.fate = 'renewed'
}

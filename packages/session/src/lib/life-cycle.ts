import { keysOf, removeKey } from './draft.ts'
import { access, type OpenedState, type SessionState } from './session-state.ts'
import { openForWriting } from './writing.ts'

/** Which keys a new id takes along: all, none, or these. */
export type Keep = boolean | readonly string[]

/** Gives the session a new id, so that a copy of the old cookie is another session (OWASP: session fixation). */
export function regenerate(state: SessionState, keep: Keep): void {
  const opened = openForWriting(state)
  renew(opened)
  if (keep === true) return
  const kept = new Set(keep === false ? [] : keep)
  for (const key of keysOf(opened.draft)) if (!kept.has(key)) removeKey(opened.draft, key)
}

/**
 * Begins an authenticated session under a new id. What an anonymous visitor gathered stays; another user's data goes
 * first, so that nothing of theirs is left to the one who logs in now.
 */
export function login(state: SessionState, user: string): void {
  if (typeof user !== 'string') throw new TypeError('login(user): user must be text')
  if (user === '') throw new RangeError('login(user): user must not be empty')
  const opened = openForWriting(state)
  if (opened.user !== undefined && opened.user !== user) clear(opened)
  const now = state.settings.now()
  renew(opened)
  Object.assign(opened, { user, authAt: now, createdAt: now })
}

/** Ends the session and leaves an empty one in its place; later writes begin a new session. */
export function logout(state: SessionState): void {
  const opened = openForWriting(state)
  clear(opened)
  const createdAt = state.settings.now()
  Object.assign(opened, {
    id: undefined,
    user: undefined,
    authAt: undefined,
    createdAt,
    fate: 'ended',
  })
}

/** Ends the session for good: as `logout`, and every later write throws. Ending it twice is no mistake. */
export function destroy(state: SessionState): void {
  if (access(state).destroyed) return
  logout(state)
  access(state).destroyed = true
}

/** Removes every key, hidden ones too; the login stays. */
export function clear(opened: OpenedState): void {
  for (const key of keysOf(opened.draft)) removeKey(opened.draft, key)
}

function renew(opened: OpenedState): void {
  opened.id = undefined
  if (opened.fate === 'none') opened.fate = 'renewed'
}

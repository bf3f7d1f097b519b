import { takesHeaders } from '@costrel/http'
import { keysOf } from './draft.ts'
import { changedKeys } from './draft-changes.ts'
import { tell } from './events.ts'
import { isTopLevelNavigation } from './navigation.ts'
import { contextOf, limitsOf } from './open-cookie.ts'
import { idOf } from './session-id.ts'
import type { OpenedState, SessionState } from './session-state.ts'
import { tellOfInsecureUrl } from './tell-of-insecure-url.ts'
import { writeCookie } from './write-cookie.ts'

/**
 * Decides what becomes of the session's cookie: `Set-Cookie` lines, or none. The status that is really sent decides
 * whether what was written counts.
 *
 * @throws SessionTooLarge when the cookie would be over 4,096 bytes
 */
export function decideCookies(
  state: SessionState,
  opened: OpenedState,
  response: Response,
  status: number,
): string[] {
  if (!takesHeaders(response)) return dropAll(state, opened, status)
  if (status >= 500) return dropChanges(state, opened, status)
  if (!isChanged(opened)) {
    const isRenewed = isDue(state, opened) && !carriesAnswer(state, opened, response)
    return isRenewed ? set(state, opened) : []
  }
  if (opened.fate !== 'ended' && carriesAnswer(state, opened, response)) {
    return dropAll(state, opened, status)
  }
  if (isEmpty(opened)) return deleteCookie(state, opened)
  return set(state, opened)
}

/** Drops everything that was written: there is no response to take it. */
export function dropAll(
  state: SessionState,
  opened: OpenedState,
  status: number | undefined,
): string[] {
  if (isChanged(opened)) tellOfDropped(state, opened, status, changedKeys(opened.draft))
  return []
}

function isChanged({ fate, remember, previous, draft }: OpenedState): boolean {
  if (fate !== 'none' || remember !== (previous?.document.remember ?? false)) return true
  return changedKeys(draft).length > 0
}

function isEmpty({ user, draft }: OpenedState): boolean {
  return user === undefined && keysOf(draft).length === 0
}

/**
 * Whether an app that is mounted inside answered for the cookie: by a token of ours, or by its end. Its word is the later
 * one, and what it ended does not come back.
 */
export function carriesAnswer(
  { settings }: SessionState,
  { cookie }: OpenedState,
  { headers }: Response,
): boolean {
  const lines = headers.getSetCookie()
  if (lines.length === 0) return false
  const prefix = `${cookie.name}=`
  const own = lines.filter((line) => line.startsWith(prefix))
  const values = own.map((line) => line.slice(prefix.length).split(';', 1)[0] ?? '')
  const context = contextOf(settings, cookie)
  const now = settings.now()
  return values.some(
    (value) => value === '' || settings.format.isOurs(settings, context, value, now),
  )
}

/** Of a response that failed only the end of a session is kept; a session that took a new id ends without successor. */
function dropChanges(state: SessionState, opened: OpenedState, status: number): string[] {
  const { fate, draft } = opened
  const keys = fate === 'ended' ? keysOf(draft) : changedKeys(draft)
  if (keys.length > 0 || fate === 'renewed') tellOfDropped(state, opened, status, keys)
  return fate === 'renewed' || fate === 'ended' ? deleteCookie(state, opened) : []
}

function deleteCookie(state: SessionState, opened: OpenedState): string[] {
  if (opened.previous !== undefined) {
    tell(state, { type: 'destroyed', session: nameOf(state, opened) })
  }
  return opened.present ? [...state.settings.cookies.deleteFormer, opened.cookie.delete()] : []
}

/** Deletions come first: to a browser that does not know `Partitioned` a former cookie may be the new one. */
function set(state: SessionState, opened: OpenedState): string[] {
  const line = writeCookie(state, opened)
  tellOfNewId(state, opened)
  tellOfInsecureUrl(state, opened.cookie)
  return [...state.settings.cookies.deleteFormer, line]
}

/**
 * Without a store the cookie itself remembers the last activity: it is made again when half of its idle window is used,
 * half of the time for which the browser keeps it, or when its key is old.
 */
function isDue({ settings, request }: SessionState, opened: OpenedState): boolean {
  const { previous, activity, remember, createdAt } = opened
  if (previous === undefined || activity === false) return false
  const { idle, absolute } = limitsOf(settings, remember)
  const lifetime = remember ? createdAt + absolute * 1000 - previous.seenAt : Infinity
  const isHalfUsed = (settings.now() - previous.seenAt) * 2 >= Math.min(idle * 1000, lifetime)
  return (isHalfUsed || previous.stale) && isTopLevelNavigation(request)
}

function tellOfNewId(state: SessionState, opened: OpenedState): void {
  const { hashId } = state.settings
  const previous = opened.previous?.readId()
  if (state.observers.length === 0 || (previous !== undefined && opened.id === previous)) return
  const session = hashId(idOf(state))
  if (previous !== undefined && opened.fate === 'renewed') {
    tell(state, { type: 'regenerated', session, previous: hashId(previous) })
    return
  }
  if (previous !== undefined) tell(state, { type: 'destroyed', session: hashId(previous) })
  tell(state, { type: 'created', session })
}

function tellOfDropped(
  state: SessionState,
  opened: OpenedState,
  status: number | undefined,
  keys: readonly string[],
): void {
  tell(state, { type: 'changes-dropped', status, keys, session: nameOf(state, opened) })
}

function nameOf(state: SessionState, opened: OpenedState): string {
  return state.settings.hashId(opened.previous?.readId() ?? idOf(state))
}

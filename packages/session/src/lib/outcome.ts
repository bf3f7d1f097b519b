import { changedKeys, keysOf } from './draft.ts'
import { emit, type SessionEvent } from './events.ts'
import { isTopLevelNavigation } from './navigation.ts'
import { limitsOf } from './open-cookie.ts'
import { idOf, type OpenedState, type SessionState } from './session-state.ts'
import { writeCookie } from './write-cookie.ts'

/**
 * Decides what becomes of the session's cookie: `Set-Cookie` lines, or none. The response's final status decides
 * whether what was written counts.
 *
 * @param response the response that is really sent; `undefined` when the handler threw
 * @throws SessionTooLarge when the cookie would be over 4,096 bytes
 */
export function decideCookies(
  state: SessionState,
  opened: OpenedState,
  response: Response | undefined,
): string[] {
  if (response === undefined || response.status >= 500) {
    return dropChanges(state, opened, response?.status)
  }
  const isReplacing = carriesCookie(response, opened.cookie.name)
  if (!isChanged(opened)) return isDue(state, opened) && !isReplacing ? set(state, opened) : []
  if (isReplacing) tell(state, { type: 'cookie-replaced', cookie: opened.cookie.name })
  if (isEmpty(opened)) return deleteCookie(state, opened)
  tellOfNewId(state, opened)
  return set(state, opened)
}

function isChanged({ fate, remember, previous, draft }: OpenedState): boolean {
  if (fate !== 'none' || remember !== (previous?.document.remember ?? false)) return true
  return changedKeys(draft).length > 0
}

function isEmpty({ user, draft }: OpenedState): boolean {
  return user === undefined && keysOf(draft).length === 0
}

/** A mounted app with a session of its own may have answered for this cookie already. */
function carriesCookie({ headers }: Response, name: string): boolean {
  if (!headers.has('set-cookie')) return false
  return headers.getSetCookie().some((line) => line.startsWith(`${name}=`))
}

/** Of a response that failed only the end of a session is kept; a session that took a new id ends without successor. */
function dropChanges(
  state: SessionState,
  opened: OpenedState,
  status: number | undefined,
): string[] {
  const { fate, draft } = opened
  const keys = fate === 'ended' ? keysOf(draft) : changedKeys(draft)
  if (keys.length > 0 || fate === 'renewed') {
    tell(state, { type: 'changes-dropped', status, keys, session: nameOf(state, opened) })
  }
  return fate === 'renewed' || fate === 'ended' ? deleteCookie(state, opened) : []
}

function deleteCookie(state: SessionState, opened: OpenedState): string[] {
  if (opened.previous !== undefined) {
    tell(state, { type: 'destroyed', session: nameOf(state, opened) })
  }
  return opened.present ? [opened.cookie.delete(), ...state.settings.cookies.deleteFormer] : []
}

function set(state: SessionState, opened: OpenedState): string[] {
  tellOfInsecureUrl(state, opened)
  return [writeCookie(state, opened), ...state.settings.cookies.deleteFormer]
}

function tellOfInsecureUrl(state: SessionState, { cookie }: OpenedState): void {
  const { cookies, told } = state.settings
  if (told.insecureUrl || cookie !== cookies.main || !state.request.url.startsWith('http:')) return
  told.insecureUrl = true
  tell(state, { type: 'insecure-url', cookie: cookie.name })
}

/**
 * Without a store the cookie itself remembers the last activity: it is made again when half of its idle window is used,
 * half of the time for which the browser keeps it, or when its key is old.
 */
function isDue({ settings, request }: SessionState, opened: OpenedState): boolean {
  const { previous, activity, remember, createdAt } = opened
  if (previous === undefined || activity === false) return false
  const { idle, absolute } = limitsOf(settings, remember)
  const lifetime = remember ? createdAt + absolute * 1000 - previous.issuedAt : Infinity
  const window = Math.min(idle * 1000, lifetime)
  const isHalfUsed = (settings.now() - previous.issuedAt) * 2 >= window
  return (isHalfUsed || previous.stale) && isTopLevelNavigation(request)
}

function tellOfNewId(state: SessionState, opened: OpenedState): void {
  const { hashId, onEvent } = state.settings
  const previous = opened.previous?.document.id
  if (onEvent === undefined || (previous !== undefined && opened.id === previous)) return
  const session = hashId(idOf(state))
  if (previous === undefined || opened.fate === 'ended') tell(state, { type: 'created', session })
  else tell(state, { type: 'regenerated', session, previous: hashId(previous) })
}

function nameOf(state: SessionState, opened: OpenedState): string {
  return state.settings.hashId(opened.previous?.document.id ?? idOf(state))
}

function tell({ settings, request }: SessionState, event: SessionEvent): void {
  emit(settings.onEvent, event, request)
}

import { changesOf, keysOf, toData } from './draft.ts'
import { emit, type SessionEvent } from './events.ts'
import { SessionTooLarge } from './errors.ts'
import { encodePayload, type SessionDocument } from './payload.ts'
import { isTopLevelNavigation } from './navigation.ts'
import { idOf, type OpenedState, type SessionState } from './session-state.ts'

/**
 * Decides what becomes of the session's cookie: a `Set-Cookie` line, or none. The response's final status decides
 * whether what was written counts.
 *
 * @param status the final status; `undefined` when the handler threw
 * @throws SessionTooLarge when the cookie would be over 4,096 bytes
 */
export function decideCookie(
  state: SessionState,
  opened: OpenedState,
  status: number | undefined,
): string | undefined {
  if (status === undefined || status >= 500) return dropChanges(state, opened, status)
  const { size } = changesOf(opened.draft)
  const changed = opened.fate !== 'none' || size > 0
  if (!changed) return isDue(state, opened) ? writeCookie(state, opened) : undefined
  if (opened.user === undefined && keysOf(opened.draft).length === 0)
    return deleteCookie(state, opened)
  tellOfNewId(state, opened)
  return writeCookie(state, opened)
}

/** Of a response that failed only the end of a session is kept; a session that took a new id ends without successor. */
function dropChanges(
  state: SessionState,
  opened: OpenedState,
  status: number | undefined,
): string | undefined {
  const keys = [...changesOf(opened.draft).keys()]
  if (keys.length > 0 || opened.fate === 'renewed') {
    tell(state, { type: 'changes-dropped', status, keys, session: nameOf(state, opened) })
  }
  return opened.fate === 'none' ? undefined : deleteCookie(state, opened)
}

function deleteCookie(state: SessionState, opened: OpenedState): string | undefined {
  if (opened.previous !== undefined) {
    tell(state, { type: 'destroyed', session: nameOf(state, opened) })
  }
  return opened.present ? opened.cookie.delete() : undefined
}

/** Without a store the cookie itself remembers the last activity; it is made again when half of the idle window is used. */
function isDue({ settings, request }: SessionState, { previous }: OpenedState): boolean {
  if (previous === undefined) return false
  const age = settings.now() - previous.issuedAt
  const isHalfUsed = age * 2 >= settings.idleTimeout * 1000
  return (isHalfUsed || previous.stale) && isTopLevelNavigation(request)
}

function writeCookie(state: SessionState, opened: OpenedState): string {
  const { settings } = state
  const { cookie, createdAt, user, authAt, draft } = opened
  const document = { id: idOf(state), createdAt, user, authAt, data: toData(draft) }
  const token = settings.signer.sign(encodePayload(document), {
    now: settings.now(),
    context: cookie.name,
  })
  const bytes = cookie.name.length + token.length
  if (bytes > MAX_BYTES) throw new SessionTooLarge(bytes, bytesByKey(document))
  return cookie.set(token)
}

/** What browsers keep of a cookie's name and value (RFC 6265bis §5.6). */
const MAX_BYTES = 4096

function bytesByKey({ data }: SessionDocument): Record<string, number> {
  const encoder = new TextEncoder()
  const sizes = Object.entries(data).map(
    ([key, value]) => [key, encoder.encode(JSON.stringify(value)).length] as const,
  )
  return Object.fromEntries(sizes.toSorted(([, a], [, b]) => b - a))
}

function tellOfNewId(state: SessionState, opened: OpenedState): void {
  const { hashId, onEvent } = state.settings
  const previous = opened.previous?.document.id
  if (onEvent === undefined || (previous !== undefined && opened.fate === 'none')) return
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

import { isTopLevelNavigation } from '../navigation.ts'
import { contextOf, limitsOf } from '../open-cookie.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { tellOfInsecureUrl } from '../tell-of-insecure-url.ts'
import { FRESH, type Backing } from './backing.ts'
import { encodeToken, type StoreToken } from './token.ts'

/** What the response is: one that wrote the session, one that only touched it, or one that failed. */
export type Occasion = 'written' | 'touched' | 'failed'

/** The `Set-Cookie` lines that give the visitor their token, or delete that of a session which is over. */
export function tokenLines(
  state: SessionState,
  opened: OpenedState,
  occasion: Occasion,
): readonly string[] {
  const { deleteFormer } = state.settings.cookies
  const { token } = opened.backing ?? FRESH
  if (token !== undefined && isDue(state, opened, occasion)) {
    tellOfInsecureUrl(state, opened.cookie)
    return [...deleteFormer, tokenLine(state, opened, token)]
  }
  return opened.isOver && opened.present ? [...deleteFormer, opened.cookie.delete()] : []
}

function isDue(state: SessionState, opened: OpenedState, occasion: Occasion): boolean {
  const { opening, sendOn } = opened.backing ?? FRESH
  if (opening !== 'live' && opening !== 'unread') return false
  if (occasion === 'failed' || sendOn === 'always') return sendOn === 'always'
  if (sendOn === 'touch') return true
  const isSeen = occasion === 'written' || isTopLevelNavigation(state.request)
  return isSeen && (sendOn === 'page' || isHalfOver(state, opened))
}

/** Whether half of the time is used for which the browser keeps the cookie. */
function isHalfOver(
  { settings }: SessionState,
  { backing, remember, createdAt }: OpenedState,
): boolean {
  const { generationAt }: Backing = backing ?? FRESH
  const endsAt = createdAt + limitsOf(settings, remember).absolute * 1000
  return remember && (settings.now() - generationAt) * 2 >= endsAt - generationAt
}

/** Any node makes the same token: its time is the generation's. */
function tokenLine(
  { settings }: SessionState,
  { backing = FRESH, cookie, remember, createdAt }: OpenedState,
  token: StoreToken,
): string {
  const options = { now: backing.generationAt, context: contextOf(settings, cookie) }
  const { absolute } = limitsOf(settings, remember)
  const restOfLife = Math.ceil(createdAt / 1000 + absolute - settings.now() / 1000)
  const text = settings.tokens.make(encodeToken(token), options)
  return cookie.setToken(text, remember ? restOfLife : undefined)
}

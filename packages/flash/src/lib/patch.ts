import type { HeaderPatch } from '@costrel/http'
import { trim } from './budget.ts'
import { deleteCookie, writeCookie, type CookieLines } from './cookie-lines.ts'
import { emit, type FlashEvent } from './events.ts'
import { cookieOf, type CurrentUser, type FlashState } from './flash-state.ts'
import type { FlashOutcome } from './flashes.ts'
import { COUNTER_ID, inOrder, isVisible, type Message } from './message.ts'
import { openCookies, type OpenedCookies } from './open-cookies.ts'
import { isShownStatus } from './shown.ts'

/** Decides what becomes of the request's messages. The response's final status decides whether a read counts. */
export function makePatch(state: FlashState, outcome: FlashOutcome): HeaderPatch {
  const { added, taken, isTouched } = state
  const { status } = outcome
  if (!isTouched) return { setCookie: [], vary: false, cacheControl: undefined }
  const user: CurrentUser = () => ('user' in outcome ? outcome.user : state.user())
  const lines: CookieLines = new Map()
  const isShown = taken !== undefined && isShownStatus(status)
  if (status >= 500) tell(state, 'status', added.length)
  else if (isShown) {
    forget(state, lines, taken.opened)
    tell(state, 'budget', taken.cut)
    keep(state, lines, NO_COOKIES, added.slice(taken.own), user)
  } else if (taken !== undefined || added.length > 0) {
    keep(state, lines, taken?.opened ?? openCookies(state, user), added, user)
  }
  // A page that shows messages, or changes cookies, must not come again from a cache.
  const isOnce = lines.size > 0 || (isShown && taken.list.length > 0)
  const setCookie = [...lines.values()]
  return { setCookie, vary: true, cacheControl: isOnce ? 'no-store' : 'private' }
}

const NO_COOKIES: OpenedCookies = { messages: [], lost: 0 }

/** The messages were seen: their cookies go, and those that this visitor must not see. */
function forget(state: FlashState, lines: CookieLines, { messages, lost }: OpenedCookies): void {
  for (const { id } of messages) deleteCookie(lines, state, id)
  if (lost > 0) deleteCookie(lines, state, COUNTER_ID)
  tell(state, 'other-user', messages.length - messages.filter(isVisible).length)
}

/** Nobody saw the messages: new ones are written, and the oldest of all cut as the budget asks. */
function keep(
  state: FlashState,
  lines: CookieLines,
  { messages, lost }: OpenedCookies,
  added: readonly Message[],
  user: CurrentUser,
): void {
  const { maxMessages, now } = state.settings
  const all = inOrder([...messages, ...added])
  const kept = trim(all, lost, cookieOf(state).name, maxMessages)
  const cut = all.slice(0, all.length - kept.length)
  const newlyLost = cut.filter(isVisible).length
  for (const { id } of cut.filter((message) => !added.includes(message))) {
    deleteCookie(lines, state, id)
  }
  const written = kept.filter((message) => added.includes(message))
  if (newlyLost > 0) {
    const content = [0, 'message', lost + newlyLost] as const
    written.push({ id: COUNTER_ID, time: now(), bytes: 0, content })
  }
  for (const message of written) writeCookie(lines, state, message, user())
  tell(state, 'budget', newlyLost)
  tell(state, 'other-user', cut.length - newlyLost)
}

type DropReason = Extract<FlashEvent, { type: 'dropped' }>['reason']

function tell(state: FlashState, reason: DropReason, count: number): void {
  if (count > 0) emit(state, { type: 'dropped', reason, count })
}

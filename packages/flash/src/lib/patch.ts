import type { HeaderPatch } from '@costrel/http'
import { isWithinBudget, trim } from './budget.ts'
import { COUNTER_ID } from './cookie-text.ts'
import { createCookieLines, type CookieLines } from './cookie-lines.ts'
import { emit, type FlashEvent } from './events.ts'
import type { CurrentUser, FlashState, Taken } from './flash-state.ts'
import type { FlashOutcome } from './flashes.ts'
import { counterContent, countLost, limitsOf } from './lost.ts'
import { inOrder, type Message } from './message.ts'
import { NO_COOKIES, openCookies, type OpenedCookies } from './open-cookies.ts'
import { isShownStatus } from './shown.ts'

/** Decides what becomes of the request's messages. The response's final status decides whether a read counts. */
export function makePatch(state: FlashState, outcome: FlashOutcome): HeaderPatch {
  if (!state.isTouched) return UNTOUCHED
  const { taken } = state
  const user: CurrentUser = () => ('user' in outcome ? outcome.user : state.user())
  const lines = createCookieLines(state, user)
  const isShown = taken !== undefined && isShownStatus(outcome.status)
  if (outcome.status >= 500) dropAdded(state)
  else if (isShown) afterShown(state, taken, lines)
  else afterUnread(state, lines, user)
  const setCookie = lines.all()
  // A page that shows messages, or changes cookies, must not be shown again from a cache.
  const isOnce = setCookie.length > 0 || (isShown && taken.list.length > 0)
  return { setCookie, vary: true, cacheControl: isOnce ? 'no-store' : 'private' }
}

const UNTOUCHED: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }

/** A response that failed: nobody was told anything, and what it wanted to tell may not be true. */
function dropAdded(state: FlashState): void {
  tellDropped(state, 'status', addedBy(state).length)
}

/** The messages were seen: their cookies go, and those of other users. What was flashed after the read stays. */
function afterShown(state: FlashState, taken: Taken, lines: CookieLines): void {
  const { messages, counter, foreign } = taken.cookies
  for (const { id } of [...messages, ...foreign]) lines.delete(id)
  if (counter !== undefined) lines.delete(COUNTER_ID)
  tellDropped(state, 'budget', taken.cut.length)
  tellDropped(state, 'other-user', foreign.length)
  keep(state, NO_COOKIES, state.added, lines)
}

/** Nobody saw anything: every message stays, as far as the budget goes. */
function afterUnread(state: FlashState, lines: CookieLines, user: CurrentUser): void {
  const added = addedBy(state)
  const cookies = state.taken?.cookies
  if (cookies !== undefined) keep(state, cookies, added, lines)
  else if (added.length > 0) keep(state, openCookies(state, user), added, lines)
}

function addedBy({ taken, added }: FlashState): Message[] {
  return [...(taken?.own ?? []), ...added]
}

/** Writes new messages and cuts the oldest of all; cookies that this visitor cannot read go before these. */
function keep(
  state: FlashState,
  cookies: OpenedCookies,
  added: readonly Message[],
  lines: CookieLines,
): void {
  const messages = inOrder([...cookies.messages, ...added])
  const limits = limitsOf(state, cookies)
  makeRoom(state, cookies, messages, lines)
  const { kept, cut } = trim(messages, limits)
  for (const message of kept) if (added.includes(message)) lines.set(message)
  for (const message of cut) if (!added.includes(message)) lines.delete(message.id)
  if (cut.length > 0) lines.count(counterContent(countLost(cookies, cut)))
  tellDropped(state, 'budget', cut.length)
}

function makeRoom(
  state: FlashState,
  cookies: OpenedCookies,
  messages: readonly Message[],
  lines: CookieLines,
): void {
  const { foreign } = cookies
  if (isWithinBudget([...foreign, ...messages], limitsOf(state, cookies))) return
  for (const { id } of foreign) lines.delete(id)
  tellDropped(state, 'other-user', foreign.length)
}

type Dropped = Extract<FlashEvent, { type: 'dropped' }>

function tellDropped(
  { settings, request }: FlashState,
  reason: Dropped['reason'],
  count: number,
): void {
  emit(settings.onEvent, { type: 'dropped', reason, count }, request)
}

import { trim } from './budget.ts'
import { cookieOf, type FlashState, type Taken } from './flash-state.ts'
import { COUNTER_ID, inOrder, isVisible, type Message } from './message.ts'
import { openCookies } from './open-cookies.ts'
import { canBeShown } from './shown.ts'

/**
 * The messages that the visitor sees in this request. The first read that may count takes them; what is flashed after
 * it is for the next page.
 *
 * @param fragment the answer to a script's `fetch` becomes part of the page
 */
export function readMessages(state: FlashState, fragment: boolean): readonly Message[] {
  state.isTouched = true
  const isOpen = state.taken === undefined && state.patch === undefined
  if (isOpen && canBeShown(state.request, fragment)) state.taken = take(state)
  return state.taken?.list ?? []
}

function take(state: FlashState): Taken {
  const { settings, added } = state
  const opened = openCookies(state, state.user)
  const { messages, lost } = opened
  const kept = trim(messages, lost, cookieOf(state).name, settings.maxMessages).filter(isVisible)
  const cut = messages.filter(isVisible).length - kept.length
  // What this request flashed needs no cookie when the read counts: it is beside the budget.
  const list = inOrder([...kept, ...added])
  if (lost + cut > 0) list.unshift(noticeOf(settings.notice(lost + cut)))
  return { opened, own: added.length, cut, list }
}

function noticeOf(text: string): Message {
  return { id: COUNTER_ID, time: 0, bytes: 0, content: [0, 'message', text] }
}

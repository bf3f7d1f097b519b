import { trim } from './budget.ts'
import { COUNTER_ID } from './cookie-text.ts'
import { type FlashState, type Taken } from './flash-state.ts'
import { countLost, limitsOf } from './lost.ts'
import { inOrder, type Message } from './message.ts'
import { openCookies } from './open-cookies.ts'
import { canBeShown } from './shown.ts'

/**
 * The messages that the visitor sees in this request. The first read that may count takes them; what is flashed after
 * it is for the next page.
 *
 * @param fragment the answer to a script's `fetch` becomes part of the page
 */
export function read(state: FlashState, fragment: boolean): readonly Message[] {
  state.isTouched = true
  const isOpen = state.taken === undefined && state.patch === undefined
  if (isOpen && canBeShown(state.request, fragment)) state.taken = take(state)
  return state.taken?.list ?? []
}

function take(state: FlashState): Taken {
  const cookies = openCookies(state, state.user)
  const own = state.added
  state.added = []
  // What this request flashed needs no cookie when the read counts, so it takes no part in the budget here.
  const { kept, cut } = trim(cookies.messages, limitsOf(state, cookies))
  const lost = countLost(cookies, cut)
  const notice = lost > 0 ? [noticeOf(state.settings.notice(lost))] : []
  return { cookies, own, cut, list: [...notice, ...inOrder([...kept, ...own])] }
}

/** Stands where the lost messages would: before all others. */
function noticeOf(message: string): Message {
  return { id: COUNTER_ID, category: 'message', message, time: 0, sequence: 0, bytes: 0 }
}

import type { Limits } from './budget.ts'
import { COUNTER_ID, measure } from './cookie-text.ts'
import { cookieOf, type FlashState } from './flash-state.ts'
import type { Content, Message } from './message.ts'
import type { OpenedCookies } from './open-cookies.ts'

/** How many messages the visitor never saw: those an earlier response counted, and these. */
export function countLost({ counter }: OpenedCookies, cut: readonly Message[]): number {
  const counted = typeof counter?.message === 'number' ? counter.message : 0
  return counted + cut.length
}

/** The content of the cookie that counts lost messages. */
export function counterContent(lost: number): Content {
  return { sequence: 0, category: 'message', message: lost }
}

/** The budget beside the request's cookies. */
export function limitsOf(state: FlashState, { counter }: OpenedCookies): Limits {
  const { signer, maxMessages, now } = state.settings
  const name = `${cookieOf(state).name}.${COUNTER_ID}`
  const reserve = (): number => measure(signer, name, counterContent(999_999), now())
  return { maxMessages, counter: counter?.bytes ?? 0, reserve }
}

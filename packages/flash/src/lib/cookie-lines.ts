import { COUNTER_ID, contextOf } from './cookie-text.ts'
import { cookieOf, type CurrentUser, type FlashState } from './flash-state.ts'
import { encodeContent, type Content, type Message } from './message.ts'

/** The `Set-Cookie` lines of a response, one for each cookie: the last word about it counts. */
export interface CookieLines {
  /** Signs a message for the user as the response commits it. */
  set(message: Message): void
  /** Signs the number of lost messages. */
  count(content: Content): void
  /** Deletes a cookie. */
  delete(id: string): void
  /** The lines so far. */
  all(): string[]
}

/**
 * Collects a response's lines.
 *
 * @param user asked only when something is signed
 */
export function createCookieLines(state: FlashState, user: CurrentUser): CookieLines {
  const { signer, lifetime, now } = state.settings
  const { name, template } = cookieOf(state)
  const lines = new Map<string, string>()

  function set(id: string, content: Content, time: number): void {
    const fullName = `${name}.${id}`
    const context = contextOf(fullName, user())
    const token = signer.sign(encodeContent(content), { now: time, context })
    lines.set(id, template(fullName).set(token, lifetime))
  }
  return {
    set: (message) => set(message.id, message, message.time),
    count: (content) => set(COUNTER_ID, content, now()),
    delete: (id) => void lines.set(id, template(`${name}.${id}`).delete()),
    all: () => [...lines.values()],
  }
}

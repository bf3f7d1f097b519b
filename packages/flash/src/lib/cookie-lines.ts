import { createCookieTemplate, type CookieTemplate } from '@costrel/http'
import { contextOf } from './context.ts'
import { cookieOf, type FlashState } from './flash-state.ts'
import type { Message } from './message.ts'

/** A response's `Set-Cookie` lines by id: the last word about a cookie counts. */
export type CookieLines = Map<string, string>

/** Signs a message for its user. */
export function writeCookie(
  lines: CookieLines,
  state: FlashState,
  { id, time, content }: Message,
  user: string | undefined,
): void {
  const { signer, lifetime } = state.settings
  const template = templateOf(state, id)
  const context = contextOf(template.name, user)
  const token = signer.sign(JSON.stringify(content), { now: time, context })
  lines.set(id, template.set(token, lifetime))
}

/** Deletes a cookie. */
export function deleteCookie(lines: CookieLines, state: FlashState, id: string): void {
  lines.set(id, templateOf(state, id).delete())
}

function templateOf(state: FlashState, id: string): CookieTemplate {
  const { name, secure } = cookieOf(state)
  return createCookieTemplate({ name: `${name}.${id}`, secure })
}

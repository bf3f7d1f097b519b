import type { CookieTemplate } from '@costrel/http'
import { tell } from './events.ts'
import type { SessionState } from './session-state.ts'

/** Tells once that a `Secure` cookie was set on a response to an http URL. */
export function tellOfInsecureUrl(state: SessionState, cookie: CookieTemplate): void {
  const { cookies, told } = state.settings
  if (told.insecureUrl || state.observers.length === 0 || cookie !== cookies.main) return
  if (!state.request.url.startsWith('http:')) return
  told.insecureUrl = true
  tell(state, { type: 'insecure-url', cookie: cookie.name })
}

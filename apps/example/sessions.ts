import { createSessions, type Sessions, type SessionStore } from '@costrel/session'
import type { Bindings } from './app.ts'
import { SESSION_SETTINGS, type SessionData } from './session-settings.ts'

/** The sessions of the app for a request's bindings. */
export type SessionsOf = (env: Bindings) => Sessions<SessionData>

/**
 * Makes sessions once for the secret they are signed with, which a runtime may give with each request only.
 *
 * @param store where they are kept; without one in the visitor's cookie
 */
export function sessionsOver(store: SessionStore | undefined): SessionsOf {
  let kept: { readonly env: Bindings; readonly sessions: Sessions<SessionData> } | undefined
  return (env) => {
    if (kept && isSame(kept.env, env)) return kept.sessions
    const sessions = createSessions<SessionData>({
      ...SESSION_SETTINGS,
      ...(store && { store, labelKey: 'device' }),
      secrets: [env.SESSION_SECRET],
      development: env.DEVELOPMENT === '1',
    })
    kept = { env, sessions }
    return sessions
  }
}

function isSame(a: Bindings, b: Bindings): boolean {
  return a.SESSION_SECRET === b.SESSION_SECRET && a.DEVELOPMENT === b.DEVELOPMENT
}

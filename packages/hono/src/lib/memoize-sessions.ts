import { createSessions, type SessionOptions, type Sessions } from '@costrel/session'
import type { Context } from 'hono'
import { isSameStructure } from './structure.ts'

/** What a runtime hands to the app for each request, as Hono types it where the app says nothing: `c.env`. */
export type Bindings = Context['env']

/**
 * Makes sessions of what a function gives for a request's bindings, and keeps them by the secrets and settings in it,
 * never by the bindings, which are new for each request on Node. Two tenants in one process do not mix, and keys are
 * derived once. At most eight are kept.
 */
export function memoizeSessions<Data extends object>(
  make: (env: Bindings) => SessionOptions<Data> | Sessions<Data>,
): (env: Bindings) => Sessions<Data> {
  const kept: { readonly options: SessionOptions<Data>; readonly sessions: Sessions<Data> }[] = []
  return (env) => {
    const made = make(env)
    if ('open' in made) return made
    const known = kept.find(({ options }) => isSameStructure(options, made))
    if (known !== undefined) return known.sessions
    const sessions = createSessions(made)
    kept.unshift({ options: { ...made, secrets: structuredClone(made.secrets) }, sessions })
    kept.length = Math.min(kept.length, MAX_KEPT)
    return sessions
  }
}

const MAX_KEPT = 8

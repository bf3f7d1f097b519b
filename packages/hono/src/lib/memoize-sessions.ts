import { createSessions, type AnySessionOptions, type Sessions } from '@costrel/session'
import type { Context } from 'hono'
import { memoizeByStructure } from './structure.ts'

/** What a runtime hands to the app for each request, as Hono types it where the app says nothing: `c.env`. */
export type Bindings = Context['env']

/**
 * Makes sessions of what a function gives for a request's bindings, and keeps them by the secrets and settings in it,
 * never by the bindings, which are new for each request on Node. Two tenants in one process do not mix, and keys are
 * derived once.
 *
 * @throws TypeError when the function gives no options
 */
export function memoizeSessions<Data extends object>(
  make: (env: Bindings) => AnySessionOptions<Data> | Sessions<Data>,
): (env: Bindings) => Sessions<Data> {
  const create = memoizeByStructure(createSessions<Data>, copyOptions<Data>)
  return (env) => {
    const made = make(env)
    if (typeof made !== 'object' || made === null || made instanceof Promise) {
      throw new TypeError(
        'session((env) => options): the function must give options, not a promise',
      )
    }
    return 'open' in made ? made : create(made)
  }
}

/** What may be changed in place later: the secrets. A foreign format has copied its own. */
function copyOptions<Data extends object>(
  options: AnySessionOptions<Data>,
): AnySessionOptions<Data> {
  if (options.secrets === undefined) return { ...options }
  return { ...options, secrets: structuredClone(options.secrets) }
}

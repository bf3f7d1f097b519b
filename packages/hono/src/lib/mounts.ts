import type { Contribute, SessionBase, Sessions } from '@costrel/session'
import type { Context } from 'hono'

/** What our middlewares need to know of the sessions that are mounted. */
export type MountedSessions = Pick<Sessions, 'keys' | 'cookieName' | 'development' | 'flashes'>

/** Remembers, for this request, which sessions stand behind a variable. */
export function rememberMount(c: Context, as: string, sessions: MountedSessions): void {
  c.set(`costrel:${as}`, sessions)
}

/** The sessions behind a variable, if they are mounted around the caller. */
export function mountedSessions(c: Context, as: string): MountedSessions | undefined {
  return c.get(`costrel:${as}`)
}

/** The session in a variable, if it is mounted around the caller. */
export function mountedSession(c: Context, as: string): SessionBase | undefined {
  return c.get(as)
}

/** Hands headers over to the commit of the session behind a variable. */
export function handOver(c: Context, as: string, contribute: Contribute): void {
  c.set(`costrel:${as}:contribute`, contribute)
}

/** What was handed over. */
export function handedOver(c: Context, as: string): Contribute | undefined {
  return c.get(`costrel:${as}:contribute`)
}

/**
 * Two variables for one cookie: what the inner session wrote would be overwritten by the outer one.
 *
 * @throws TypeError naming the mend
 */
export function claimCookie(c: Context, cookieName: string, as: string): void {
  const key = `costrel:cookie:${cookieName}`
  const other: unknown = c.get(key)
  if (other !== undefined && other !== as) {
    throw new TypeError(
      `sessions '${String(other)}' and '${as}' share the cookie ${cookieName}: give one another cookie.name`,
    )
  }
  c.set(key, as)
}

/** An event of session or flash. */
export interface ObservedEvent {
  readonly type: string
  readonly reason?: string
  /** Name of the cookie it is about. */
  readonly cookie?: string
  readonly error?: unknown
}

/** Takes the events of this request, and where they come from: `session` or `flash`. */
export type ObserveEvents = (source: string, event: ObservedEvent) => void

/** Asks the sessions and flashes inside to tell this request's events. */
export function observeEvents(c: Context, observe: ObserveEvents): void {
  c.set('costrel:observe', observe)
}

/** Who takes this request's events of one source; `undefined` when nobody does. */
export function observerOf(
  c: Context,
  source: string,
): ((event: ObservedEvent) => void) | undefined {
  const observe: ObserveEvents | undefined = c.get('costrel:observe')
  return observe && ((event) => observe(source, event))
}

import type { Contribute, SessionBase, Sessions } from '@costrel/session'
import type { Context } from 'hono'

/** What our middlewares need to know of the sessions that are mounted. */
export type MountedSessions = Pick<Sessions, 'keys' | 'cookieName' | 'development' | 'isLazy'>

/** One name under which sessions are mounted, and what our middlewares tell each other of it within a request. */
export interface Mount {
  /** Name of the context variable. */
  readonly as: string
  /** Remembers which sessions stand behind the variable. */
  remember(c: Context, sessions: MountedSessions): void
  /** The sessions behind the variable, if they are mounted around the caller. */
  sessions(c: Context): MountedSessions | undefined
  /** The session in the variable. */
  session(c: Context): SessionBase | undefined
  /** Hands headers over to the session's commit. */
  handOver(c: Context, contribute: Contribute): void
  /** What was handed over. */
  handedOver(c: Context): Contribute | undefined
}

/** Makes a mount; its keys are made once, not at each request. */
export function createMount(as: string): Mount {
  const sessionsKey = `costrel:${as}`
  const contributeKey = `costrel:${as}:contribute`
  return {
    as,
    remember: (c, sessions) => c.set(sessionsKey, sessions),
    sessions: (c) => c.get(sessionsKey),
    session: (c) => c.get(as),
    handOver: (c, contribute) => c.set(contributeKey, contribute),
    handedOver: (c) => c.get(contributeKey),
  }
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

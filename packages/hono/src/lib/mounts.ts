import {
  factsBehind,
  type Contribute,
  type SessionBase,
  type SessionsFacts,
} from '@costrel/session'
import type { Context } from 'hono'

/** One name under which sessions are mounted, and what our middlewares tell each other of it within a request. */
export interface Mount {
  /** Name of the context variable. */
  readonly as: string
  /** The session in the variable, if sessions are mounted around the caller. */
  session(c: Context): SessionBase | undefined
  /** What is known of the sessions behind the variable, if they are mounted around the caller. */
  sessions(c: Context): SessionsFacts | undefined
  /** Hands headers over to the session's commit. */
  handOver(c: Context, contribute: Contribute): void
  /** What was handed over. */
  handedOver(c: Context): Contribute | undefined
}

/** Makes a mount; its keys are made once, not at each request. */
export function createMount(as: string): Mount {
  const contributeKey = `costrel:${as}:contribute`
  return {
    as,
    session: (c) => c.get(as),
    sessions: (c) => {
      const session: unknown = c.get(as)
      return isObject(session) ? factsBehind(session) : undefined
    },
    handOver: (c, contribute) => c.set(contributeKey, contribute),
    handedOver: (c) => c.get(contributeKey),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/**
 * Two variables for one cookie: what the inner session wrote would be overwritten by the outer one.
 *
 * @throws TypeError naming the mend
 */
export function claimCookie(c: Context, cookieName: string, as: string): void {
  const claims: Claim | undefined = c.get(CLAIMS)
  const other = findClaim(claims, cookieName)
  if (other !== undefined && other !== as) {
    throw new TypeError(
      `sessions '${other}' and '${as}' share the cookie ${cookieName}: give one another cookie.name`,
    )
  }
  const claim: Claim = { cookieName, as, before: claims }
  c.set(CLAIMS, claim)
}

/** Which variable wrote a cookie; a list, since most requests have one. */
interface Claim {
  readonly cookieName: string
  readonly as: string
  readonly before: Claim | undefined
}

const CLAIMS = 'costrel:claims'

function findClaim(claims: Claim | undefined, cookieName: string): string | undefined {
  for (let claim = claims; claim !== undefined; claim = claim.before) {
    if (claim.cookieName === cookieName) return claim.as
  }
  return undefined
}

import {
  createSessions,
  type Session,
  type SessionBase,
  type SessionOptions,
  type Sessions,
} from '@costrel/session'
import type { Context, MiddlewareHandler } from 'hono'
import { memoizeSessions, type Bindings } from './memoize-sessions.ts'

/** The variable that `session()` sets: for apps and sub-apps that are not one chain. */
export interface SessionEnv<
  Data extends object = Record<string, unknown>,
  Name extends string = 'session',
> {
  Variables: { [Key in Name]: Session<Data> }
}

/** How a session is mounted. */
export interface MountOptions<Name extends string = 'session'> {
  /** Name of the context variable, so that two sessions live in one app. Default: `session`. */
  readonly as?: Name
}

/**
 * Gives every request its session as `c.var.session`, and commits it to the response by the final status. The secrets
 * may come from the bindings, as on Workers: the function runs for each request, and what it gives is kept by the
 * secrets and settings in it (its schema and functions are those of the first call with them).
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value: at the first request
 */
export function session<
  Data extends object = Record<string, unknown>,
  const Name extends string = 'session',
>(
  options: (env: Bindings) => SessionOptions<Data> | Sessions<Data>,
  mount?: MountOptions<Name>,
): MiddlewareHandler<SessionEnv<Data, Name>>
/** Mounts sessions that were created elsewhere, for an app that also uses them outside Hono. */
export function session<
  Data extends object = Record<string, unknown>,
  const Name extends string = 'session',
>(sessions: Sessions<Data>, mount?: MountOptions<Name>): MiddlewareHandler<SessionEnv<Data, Name>>
/**
 * Gives every request its session as `c.var.session`, and commits it to the response by the final status.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function session<
  Data extends object = Record<string, unknown>,
  const Name extends string = 'session',
>(
  options: SessionOptions<Data>,
  mount?: MountOptions<Name>,
): MiddlewareHandler<SessionEnv<Data, Name>>
export function session<Data extends object>(
  source: Source<Data>,
  { as = 'session' }: MountOptions<string> = {},
): MiddlewareHandler<SessionEnv<Data, string>> {
  const sessionsFor = toResolver(source)
  return async (c, next) => {
    const sessions = sessionsFor(c.env)
    if (isMounted(c.get(as), sessions)) return next()
    const session = await sessions.open(c.req.raw, KEPT_BY_HONO)
    c.set(as, session)
    await runAndCommit(c, next, sessions, session)
  }
}

type Source<Data extends object> =
  | SessionOptions<Data>
  | Sessions<Data>
  | ((env: Bindings) => SessionOptions<Data> | Sessions<Data>)

function toResolver<Data extends object>(source: Source<Data>): (env: Bindings) => Sessions<Data> {
  if (typeof source === 'function') return memoizeSessions(source)
  const sessions = 'open' in source ? source : createSessions(source)
  return () => sessions
}

const KEPT_BY_HONO = { lookup: false }

/** Mounted twice for one cookie, the outer session serves both. */
function isMounted(
  mounted: SessionBase | undefined,
  { cookieName }: Pick<Sessions, 'cookieName'>,
): boolean {
  return mounted?.cookieName === cookieName
}

async function runAndCommit(
  c: Context,
  next: () => Promise<void>,
  { commit, abandon }: Pick<Sessions, 'commit' | 'abandon'>,
  session: SessionBase,
): Promise<void> {
  try {
    await next()
  } catch (error) {
    abandon(session)
    throw error
  }
  const response = await commit(session, c.res)
  if (response !== c.res) replaceResponse(c, response)
}

/** Assigning over a response would put its old cookies on the new one. */
function replaceResponse(c: Context, response: Response): void {
  c.res = undefined
  c.res = response
}

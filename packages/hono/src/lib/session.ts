import {
  createSessions,
  type Session,
  type AnySessionOptions,
  type Sessions,
  type SessionsFacts,
} from '@costrel/session'
import type { MiddlewareHandler } from 'hono'
import { memoizeSessions, type Bindings } from './memoize-sessions.ts'
import { createMount } from './mounts.ts'
import { observerOf } from './observe-events.ts'
import { runAndCommit } from './run-and-commit.ts'

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
  options: (env: Bindings) => AnySessionOptions<Data> | Sessions<Data>,
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
  options: AnySessionOptions<Data>,
  mount?: MountOptions<Name>,
): MiddlewareHandler<SessionEnv<Data, Name>>
export function session<Data extends object>(
  source: Source<Data>,
  { as = 'session' }: MountOptions<string> = {},
): MiddlewareHandler<SessionEnv<Data, string>> {
  const sessionsFor = toResolver(source)
  const mount = createMount(as)
  const unobserved = { lookup: isMade(source) }
  return (c, next) => {
    const sessions = sessionsFor(c.env)
    const outer = mount.sessions(c)
    if (outer?.cookieName === sessions.cookieName) return runInside(next, outer, sessions)
    const onEvent = observerOf(c, 'session')
    const options = onEvent === undefined ? unobserved : { ...unobserved, onEvent }
    const session = sessions.direct.open(c.req.raw, options)
    return session instanceof Promise
      ? session.then((found) => runAndCommit(c, next, sessions, found, mount))
      : runAndCommit(c, next, sessions, session, mount)
  }
}

/** Mounted twice for one cookie, the outer session serves both. What `next` gives is no response, so it is not returned. */
async function runInside(
  next: () => Promise<void>,
  outer: SessionsFacts,
  inner: SessionsFacts,
): Promise<void> {
  checkSameSecrets(outer, inner)
  await next()
}

type Source<Data extends object> =
  | AnySessionOptions<Data>
  | Sessions<Data>
  | ((env: Bindings) => AnySessionOptions<Data> | Sessions<Data>)

function toResolver<Data extends object>(source: Source<Data>): (env: Bindings) => Sessions<Data> {
  if (typeof source === 'function') return memoizeSessions(source)
  if (typeof source !== 'object' || source === null) {
    throw new TypeError('session() needs options, such as { secrets: [secret] }')
  }
  const sessions = isMade(source) ? source : createSessions(source)
  return () => sessions
}

/** Sessions that are used outside Hono too, where `sessions.get(request)` finds them; not those that a function gives. */
function isMade<Data extends object>(source: Source<Data>): source is Sessions<Data> {
  return 'open' in source
}

/** @throws TypeError when the secrets of two differ: one could not read what the other wrote */
function checkSameSecrets(outer: SessionsFacts, inner: SessionsFacts): void {
  if (outer.keys.ids.join() === inner.keys.ids.join()) return
  throw new TypeError(
    `session() is mounted twice with other secrets: name another cookie than ${inner.cookieName} in cookie.name`,
  )
}

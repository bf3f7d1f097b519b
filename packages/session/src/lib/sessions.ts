import type { FetchHandler } from '@costrel/http'
import type { KeyRing } from '@costrel/signing'
import type { CommitOptions } from './commit-options.ts'
import type { OnSessionEvent } from './events.ts'
import type { Session, SessionBase } from './session.ts'
import type { SessionFlashes } from './session-flashes.ts'
import type { UserSessions } from './with-store/list-sessions.ts'

/** Handles a request with its session, and whatever else the runtime gives. */
export type SessionHandler<Data extends object, Rest extends readonly unknown[]> = (
  request: Request,
  session: Session<Data>,
  ...rest: Rest
) => Response | Promise<Response>

/** How a session is opened. */
export interface OpenOptions {
  /**
   * Whether `sessions.get(request)` finds it. An adapter that keeps the session in its own context saves the entry.
   * Default: `true`.
   */
  readonly lookup?: boolean
  /** Receives this request's events, besides the option `onEvent`. Default: nobody. */
  readonly onEvent?: OnSessionEvent | undefined
}

/** What other packages need to know of the sessions that they build on. */
export interface SessionsFacts {
  /** Full name of the cookie in production. */
  readonly cookieName: string
  /** Whether the option `development` is on: other packages that set cookies follow it. */
  readonly development: boolean
  /** Whether the option `load` is `'lazy'`: the user is known only after `await session.load()`. */
  readonly isLazy: boolean
  /** The secrets made ready: other packages derive keys of their own purpose from it. */
  readonly keys: KeyRing
  /** Where the format keeps flashed messages in the session, as Flask's does; `undefined` in our own formats. */
  readonly flashes: SessionFlashes<SessionBase> | undefined
}

/** Opens a session for each request, and commits it to the response. */
export interface Sessions<Data extends object = Record<string, unknown>>
  extends SessionsFacts, UserSessions {
  /** `open` and `commit` for adapters, which count in nanoseconds. */
  readonly direct: DirectSessions<Data>
  /**
   * Opens the request's session. Never rejects, whatever the client sent.
   */
  open(request: Request, options?: OpenOptions): Promise<Session<Data>>
  /**
   * Commits the session and seals it.
   *
   * @returns the response with the session's headers: the same one, or a copy when its headers were immutable. With a
   * store that refuses, or does not answer, a 409 or 503 in its place
   * @throws SessionTooLarge when the cookie would be over 4,096 bytes (rejects)
   * @throws TypeError when `session` was not opened by these sessions (rejects)
   */
  commit(session: SessionBase, response: Response, options?: CommitOptions): Promise<Response>
  /**
   * Tells the session that there will be no response, since the handler threw: what was written is dropped. A stored
   * session that was ended is ended all the same.
   */
  abandon(session: SessionBase): Promise<void>
  /** The session that was opened for this very request object. */
  get(request: Request): Session<Data> | undefined
  /** A fetch handler around a handler that takes the session: opens before it, commits after it. */
  middleware<Rest extends readonly unknown[] = []>(
    handler: SessionHandler<Data, Rest>,
  ): FetchHandler<Rest>
}

/**
 * Opens and commits as `Sessions` does, and gives a promise only where something has to be waited for: a promise that
 * nobody needs costs a request more than its untouched session. A developer's mistake is thrown at once.
 */
export interface DirectSessions<Data extends object> {
  /** See `open` of {@link Sessions}. */
  open(request: Request, options?: OpenOptions): Session<Data> | Promise<Session<Data>>
  /** See `commit` of {@link Sessions}. */
  commit(
    session: SessionBase,
    response: Response,
    options?: CommitOptions,
  ): Response | Promise<Response>
}

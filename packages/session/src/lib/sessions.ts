import type { FetchHandler } from '@costrel/http'
import type { KeyRing } from '@costrel/signing'
import { findLiveSession } from './check-live.ts'
import { abandonState, commitState, type CommitOptions } from './commit.ts'
import { createSession, stateOf } from './create-session.ts'
import { SessionError } from './errors.ts'
import type { OnSessionEvent } from './events.ts'
import type { Session, SessionBase } from './session.ts'
import { createState, findSession, type SessionState } from './session-state.ts'
import { readSettings, type SessionOptions } from './settings.ts'
import { createUserSessions, type UserSessions } from './with-store/list-sessions.ts'
import { findStoredSession } from './with-store/find-stored-session.ts'

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

/** Opens a session for each request, and commits it to the response. */
export interface Sessions<Data extends object = Record<string, unknown>> extends UserSessions {
  /** Full name of the cookie in production. */
  readonly cookieName: string
  /** Whether the option `development` is on: other packages that set cookies follow it. */
  readonly development: boolean
  /** Whether the option `load` is `'lazy'`: the user is known only after `await session.load()`. */
  readonly isLazy: boolean
  /** The secrets made ready: other packages derive keys of their own purpose from it. */
  readonly keys: KeyRing
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
 * Sessions in a cookie, or in a store with a token in the cookie. Checked once, at construction; nothing is read from
 * the environment.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function createSessions<Data extends object = Record<string, unknown>>(
  options: SessionOptions<Data>,
): Sessions<Data> {
  const settings = readSettings(options)
  const opened = new WeakMap<Request, Session<Data>>()

  async function open(
    request: Request,
    { lookup = true, onEvent }: OpenOptions = {},
  ): Promise<Session<Data>> {
    const state = createState(settings, request, onEvent)
    if (settings.store !== undefined) state.found = await findStoredSession(state, settings.store)
    else if (settings.isLive !== undefined) {
      state.found = await findLiveSession(state, findSession(state))
    }
    const session = createSession<Data>(state)
    if (lookup) opened.set(request, session)
    return session
  }
  function ownState(session: SessionBase): SessionState {
    const state = stateOf(session)
    if (state?.settings === settings) return state
    throw new TypeError('this session was not opened by these sessions')
  }
  const cycle: Cycle<Data> = {
    open,
    commit: async (session, response, options = {}) =>
      commitState(ownState(session), response, options),
    abandon: async (session) => abandonState(ownState(session)),
  }
  return {
    ...cycle,
    ...createUserSessions(settings, ownState),
    cookieName: settings.cookies.main.name,
    development: settings.cookies.development !== undefined,
    isLazy: settings.store?.isLazy ?? false,
    keys: settings.keys,
    get: (request) => opened.get(request),
    middleware: (handler) => aroundHandler(cycle, handler),
  }
}

type Cycle<Data extends object> = Pick<Sessions<Data>, 'open' | 'commit' | 'abandon'>

function aroundHandler<Data extends object, Rest extends readonly unknown[]>(
  { open, commit, abandon }: Cycle<Data>,
  handler: SessionHandler<Data, Rest>,
): FetchHandler<Rest> {
  return async (request, ...rest) => {
    const session = await open(request)
    let response: Response
    try {
      response = await handler(request, session, ...rest)
    } catch (error) {
      if (error instanceof SessionError && hasResponse(error)) {
        return commit(session, error.getResponse())
      }
      await abandon(session)
      throw error
    }
    return commit(session, response)
  }
}

function hasResponse(error: object): error is { getResponse: () => Response } {
  return 'getResponse' in error && typeof error.getResponse === 'function'
}

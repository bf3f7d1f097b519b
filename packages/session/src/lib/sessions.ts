import type { FetchHandler } from '@costrel/http'
import type { KeyRing } from '@costrel/signing'
import { abandonState, commitState, type Contribute } from './commit.ts'
import { createSession, stateOf } from './create-session.ts'
import type { Session, SessionBase } from './session.ts'
import { createState, type SessionState } from './session-state.ts'
import { readSettings, type SessionOptions } from './settings.ts'

/** Handles a request with its session, and whatever else the runtime gives. */
export type SessionHandler<Data extends object, Rest extends readonly unknown[]> = (
  request: Request,
  session: Session<Data>,
  ...rest: Rest
) => Response | Promise<Response>

/** Opens a session for each request, and commits it to the response. */
export interface Sessions<Data extends object = Record<string, unknown>> {
  /** Full name of the cookie. */
  readonly cookieName: string
  /** The secrets made ready: other packages derive keys of their own purpose from it. */
  readonly keys: KeyRing
  /**
   * Opens the request's session. Never rejects, whatever the client sent.
   *
   * @param options.lookup whether `get(request)` finds it; default `true`. An adapter that keeps the session in its own
   * context saves the entry.
   */
  open(request: Request, options?: { readonly lookup?: boolean }): Promise<Session<Data>>
  /**
   * Commits the session and seals it.
   *
   * @param options.contribute adds headers of another package, told of the status and user that are really sent
   * @returns the response with the session's headers: the same one, or a copy when its headers were immutable
   * @throws SessionTooLarge when the cookie would be over 4,096 bytes (rejects)
   * @throws TypeError when `session` was not opened by these sessions (rejects)
   */
  commit(
    session: SessionBase,
    response: Response,
    options?: { readonly contribute?: Contribute | undefined },
  ): Promise<Response>
  /** Tells the session that there will be no response, since the handler threw: what was written is dropped. */
  abandon(session: SessionBase): void
  /** The session that was opened for this very request object. */
  get(request: Request): Session<Data> | undefined
  /** A fetch handler around a handler that takes the session: opens before it, commits after it. */
  middleware<Rest extends readonly unknown[] = []>(
    handler: SessionHandler<Data, Rest>,
  ): FetchHandler<Rest>
}

/**
 * Sessions in a signed cookie. Checked once, at construction; nothing is read from the environment.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function createSessions<Data extends object = Record<string, unknown>>(
  options: SessionOptions<Data>,
): Sessions<Data> {
  const settings = readSettings(options)
  const opened = new WeakMap<Request, Session<Data>>()

  async function open(request: Request, { lookup = true } = {}): Promise<Session<Data>> {
    const session = createSession<Data>(createState(settings, request))
    if (lookup) opened.set(request, session)
    return session
  }
  function ownState(session: SessionBase): SessionState {
    const state = stateOf(session)
    if (state?.settings === settings) return state
    throw new TypeError('this session was not opened by these sessions')
  }
  async function commit(
    session: SessionBase,
    response: Response,
    { contribute }: { readonly contribute?: Contribute | undefined } = {},
  ): Promise<Response> {
    return commitState(ownState(session), response, contribute)
  }
  function abandon(session: SessionBase): void {
    abandonState(ownState(session))
  }
  return {
    cookieName: settings.cookie.name,
    keys: settings.keys,
    open,
    commit,
    abandon,
    get: (request) => opened.get(request),
    middleware: (handler) => aroundHandler({ open, commit, abandon }, handler),
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
      abandon(session)
      throw error
    }
    return commit(session, response)
  }
}

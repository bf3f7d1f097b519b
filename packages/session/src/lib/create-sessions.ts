import type { FetchHandler } from '@costrel/http'
import { findLiveSession } from './check-live.ts'
import { abandonState, commitState } from './commit.ts'
import type { CommitOptions } from './commit-options.ts'
import { createSession, stateOf } from './create-session.ts'
import { SessionError } from './errors.ts'
import { createNotes, type Notes } from './notes.ts'
import type { Session, SessionBase } from './session.ts'
import { createState, findSession, type FoundSession, type SessionState } from './session-state.ts'
import type { SessionFlashes } from './session-flashes.ts'
import type { AnySessionOptions } from './session-options.ts'
import type {
  DirectSessions,
  OpenOptions,
  SessionHandler,
  Sessions,
  SessionsFacts,
} from './sessions.ts'
import { readSettings, type Settings } from './settings.ts'
import { createUserSessions } from './with-store/list-sessions.ts'
import { findStoredSession } from './with-store/find-stored-session.ts'

/**
 * Sessions in a cookie, or in a store with a token in the cookie. Checked once, at construction; nothing is read from
 * the environment.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function createSessions<Data extends object = Record<string, unknown>>(
  options: AnySessionOptions<Data>,
): Sessions<Data> {
  const settings = readSettings(options)
  const ownState = bindOwnState(settings)
  const facts = { ...factsOf(settings), ...bindFlashes(settings, ownState) }
  const opened = createNotes<Session<Data>>()
  const direct: DirectSessions<Data> = {
    open: bindOpen(settings, facts, opened),
    commit: (session, response, commitOptions = NO_OPTIONS) =>
      commitState(ownState(session), response, commitOptions),
  }
  const abandon = async (session: SessionBase): Promise<void> => abandonState(ownState(session))
  return {
    ...facts,
    ...createUserSessions(settings, ownState),
    direct,
    open: async (...given) => direct.open(...given),
    commit: async (...given) => direct.commit(...given),
    abandon,
    get: (request) => opened.read(request),
    middleware: (handler) => aroundHandler({ ...direct, abandon }, handler),
  }
}

const NO_OPTIONS: OpenOptions & CommitOptions = {}

/** @throws TypeError when the session is that of other sessions */
function bindOwnState(settings: Settings): (session: SessionBase) => SessionState {
  return (session) => {
    const state = stateOf(session)
    if (state?.settings === settings) return state
    throw new TypeError('this session was not opened by these sessions')
  }
}

function bindOpen<Data extends object>(
  settings: Settings,
  facts: SessionsFacts,
  opened: Notes<Session<Data>>,
): DirectSessions<Data>['open'] {
  return (request, { lookup = true, onEvent } = NO_OPTIONS) => {
    const state = createState(settings, facts, request, onEvent)
    const session = createSession<Data>(state)
    const found = findAtOnce(state)
    const notes = lookup ? opened : undefined
    if (found instanceof Promise) return found.then((it) => begin(state, session, it, notes))
    return begin(state, session, found, notes)
  }
}

function begin<Data extends object>(
  state: SessionState,
  session: Session<Data>,
  found: FoundSession | undefined,
  notes: Notes<Session<Data>> | undefined,
): Session<Data> {
  state.found = found
  notes?.write(state.request, session)
  return session
}

/** What is looked at before the handler runs: a store, or `isLive`. Everything else waits for the first access. */
function findAtOnce(state: SessionState): FoundSession | Promise<FoundSession> | undefined {
  const { store, isLive } = state.settings
  if (store !== undefined) return findStoredSession(state, store)
  return isLive === undefined ? undefined : findLiveSession(state, findSession(state))
}

/** The facts behind a session, for middleware that is mounted inside; `undefined` for anything else. */
export function factsBehind(session: object): SessionsFacts | undefined {
  return stateOf(session)?.facts
}

/** What other packages follow. */
function factsOf(settings: Settings): Omit<SessionsFacts, 'flashes'> {
  return {
    cookieName: settings.cookies.main.name,
    development: settings.cookies.development !== undefined,
    isLazy: settings.store?.isLazy ?? false,
    keys: settings.keys,
  }
}

function bindFlashes(
  { format: { flashes } }: Settings,
  stateOf: (session: SessionBase) => SessionState,
): { readonly flashes: SessionFlashes<SessionBase> | undefined } {
  if (flashes === undefined) return { flashes }
  return {
    flashes: {
      add: (session, category, message) => flashes.add(stateOf(session), category, message),
      take: (session) => flashes.take(stateOf(session)),
    },
  }
}

type Cycle<Data extends object> = DirectSessions<Data> & Pick<Sessions<Data>, 'abandon'>

function aroundHandler<Data extends object, Rest extends readonly unknown[]>(
  { open, commit, abandon }: Cycle<Data>,
  handler: SessionHandler<Data, Rest>,
): FetchHandler<Rest> {
  return async (request, ...rest) => {
    const opening = open(request)
    const session = opening instanceof Promise ? await opening : opening
    try {
      const committing = commit(session, await handler(request, session, ...rest))
      return committing instanceof Promise ? await committing : committing
    } catch (error) {
      if (error instanceof SessionError && hasResponse(error)) {
        return commit(session, error.getResponse())
      }
      await abandon(session)
      throw error
    }
  }
}

function hasResponse(error: object): error is { getResponse: () => Response } {
  return 'getResponse' in error && typeof error.getResponse === 'function'
}

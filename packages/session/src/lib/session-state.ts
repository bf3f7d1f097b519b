import type { CookieTemplate, HeaderPatch } from '@costrel/http'
import { createDraft, type Draft } from './draft.ts'
import { SessionNotLoaded, SessionSealed, SessionUnavailable } from './errors.ts'
import type { Observed, OnSessionEvent } from './events.ts'
import { keptResponses } from './kept-responses.ts'
import type { Unavailable } from './live.ts'
import { openCookie, type OpenedCookie, type ValidSession } from './open-cookie.ts'
import { acceptBySchema } from './accept.ts'
import type { SessionsFacts } from './sessions.ts'
import type { Settings } from './settings.ts'
import type { Backing } from './with-store/backing.ts'
import type { StoreToken } from './with-store/token.ts'

/** One request's session. Without a store and without `isLive` nothing is looked at before the first access. */
export interface SessionState extends Observed {
  readonly settings: Settings
  /** What other packages know of the sessions that opened it. */
  readonly facts: SessionsFacts
  /** The request's number, by which a response that an earlier one was given is known. */
  readonly number: number
  /** What the request's cookies gave, once they were looked at. */
  found: FoundSession | undefined
  /** The session as its first access opened it; `undefined` while it is untouched. */
  opened: OpenedState | undefined
  /** What the commit decided; from then on the session is sealed. */
  patch: HeaderPatch | undefined
  /** Pending while the session is written to its store. Never rejects. */
  writing: Promise<void> | undefined
}

/** What a request's cookies gave. */
export interface FoundSession extends OpenedCookie<ValidSession> {
  /** Why the session can neither be accepted nor taken for a stranger's. */
  readonly unavailable?: Unavailable
  /** The stored session behind the cookie; `undefined` without a store. */
  readonly backing?: Backing
}

/** A session that was accessed. */
export interface OpenedState {
  readonly cookie: CookieTemplate
  /** Whether the request carried a cookie of our name, valid or not. */
  readonly present: boolean
  /** The session as the request brought it, or as `save` left it. */
  previous: ValidSession | undefined
  backing: Backing | undefined
  draft: Draft
  /** The id, once somebody needs one. */
  id: string | undefined
  /** The token that the id was made of, where a stored session is to take a new one. */
  successor: StoreToken | undefined
  createdAt: number
  user: string | undefined
  authAt: number | undefined
  remember: boolean
  /** `remember` was set by this request. */
  isRememberSet: boolean
  /**
   * `none`: as it came. `rotated`: its token is made again. `renewed`: takes a new id. `ended`: `previous` is over, and
   * what was written since is new.
   */
  fate: 'none' | 'rotated' | 'renewed' | 'ended'
  /** The keys that were written after `login`; `undefined` without one. */
  sinceLogin: Set<string> | undefined
  /** Whether the request counts as activity; `undefined` leaves it to the rules. */
  activity: boolean | undefined
  /** No write is possible any more. */
  destroyed: boolean
  /** The stored session that the request brought was ended by it. */
  isOver: boolean
  /** Nobody knows whether an update of before reached the store. */
  isInDoubt: boolean
}

/** Begins a request's session. */
export function createState(
  settings: Settings,
  facts: SessionsFacts,
  request: Request,
  onEvent: OnSessionEvent | undefined,
): SessionState {
  const observers = onEvent === undefined ? settings.observers : [...settings.observers, onEvent]
  return {
    settings,
    facts,
    request,
    observers,
    number: keptResponses.begin(),
    found: undefined,
    opened: undefined,
    patch: undefined,
    writing: undefined,
  }
}

/** Looks at the request's cookies, without a store. */
export function findSession(state: SessionState): FoundSession {
  const cookie = state.settings.cookies.choose(state.request)
  return openCookie(state, cookie, state.settings.format.verify)
}

/**
 * The session, opened at its first access.
 *
 * @throws SessionUnavailable when nobody could say whether it may be used
 * @throws SessionSealed when the response was committed without it, and cannot say any more that it depends on it
 */
export function access(state: SessionState): OpenedState {
  if (state.opened === undefined) {
    if (state.patch !== undefined) throw new SessionSealed()
    state.found ??= findSession(state)
    state.opened = openFound(state, state.found)
  }
  return state.opened
}

/**
 * The session for reading.
 *
 * @throws SessionNotLoaded when it is lazy and was not loaded
 */
export function accessLoaded(state: SessionState): OpenedState {
  const opened = access(state)
  if (opened.backing?.opening === 'unread' && opened.fate !== 'ended') throw new SessionNotLoaded()
  return opened
}

/** Opens what was found. */
function openFound(state: SessionState, found: FoundSession): OpenedState {
  const { cookie, present, valid, unavailable, backing } = found
  if (unavailable !== undefined) throw new SessionUnavailable(unavailable.cause)
  const { document } = valid ?? {}
  return {
    cookie,
    present,
    previous: valid,
    backing,
    draft: createDraft(
      document?.data ?? {},
      acceptBySchema(state, valid),
      valid?.codec ?? state.settings.format.createCodec(),
    ),
    id: backing === undefined ? valid?.readId() : undefined,
    successor: undefined,
    createdAt: document?.createdAt ?? state.settings.now(),
    user: document?.user,
    authAt: document?.authAt,
    remember: document?.remember ?? false,
    isRememberSet: false,
    fate: 'none',
    sinceLogin: undefined,
    activity: undefined,
    destroyed: false,
    isOver: false,
    isInDoubt: false,
  }
}

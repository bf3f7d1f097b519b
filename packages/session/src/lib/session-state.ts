import { isPlainLoopback, type CookieTemplate, type HeaderPatch } from '@costrel/http'
import { createDraft, type Accept, type Draft } from './draft.ts'
import { SessionUnavailable } from './errors.ts'
import { emit } from './events.ts'
import type { JsonValue } from './json-value.ts'
import type { Unavailable } from './live.ts'
import { openCookie, type OpenedCookie, type ValidCookie } from './open-cookie.ts'
import type { Settings } from './settings.ts'

/** One request's session. Without `isLive` nothing is looked at before the first access. */
export interface SessionState {
  readonly settings: Settings
  readonly request: Request
  /** What the request's cookies gave, once they were looked at. */
  found: FoundSession | undefined
  /** The session as its first access opened it; `undefined` while it is untouched. */
  opened: OpenedState | undefined
  /** What the commit decided; from then on the session is sealed. */
  patch: HeaderPatch | undefined
}

/** What a request's cookies gave. */
export interface FoundSession extends OpenedCookie {
  readonly cookie: CookieTemplate
  /** Why the session can neither be accepted nor taken for a stranger's. */
  readonly unavailable: Unavailable | undefined
}

/** A session that was accessed. */
export interface OpenedState {
  readonly cookie: CookieTemplate
  /** Whether the request carried a cookie of our name, valid or not. */
  readonly present: boolean
  /** The session as the request brought it. */
  readonly previous: ValidCookie | undefined
  readonly draft: Draft
  /** The id, once somebody needs one. */
  id: string | undefined
  createdAt: number
  user: string | undefined
  authAt: number | undefined
  remember: boolean
  /**
   * `none`: as it came. `rotated`: its cookie is made again. `renewed`: takes a new id. `ended`: `previous` is over, and
   * what was written since is new.
   */
  fate: 'none' | 'rotated' | 'renewed' | 'ended'
  /** Whether the request counts as activity; `undefined` leaves it to the rules. */
  activity: boolean | undefined
  /** No write is possible any more. */
  destroyed: boolean
}

/** Begins a request's session. */
export function createState(settings: Settings, request: Request): SessionState {
  return { settings, request, found: undefined, opened: undefined, patch: undefined }
}

/** Looks at the request's cookies. */
export function findSession({ settings, request }: SessionState): FoundSession {
  const cookie = cookieFor(settings, request)
  const { present, valid } = openCookie(settings, cookie, request, settings.now())
  return { cookie, present, valid, unavailable: undefined }
}

/**
 * The session, opened at its first access.
 *
 * @throws SessionUnavailable when nobody could say whether it may be used
 */
export function access(state: SessionState): OpenedState {
  state.opened ??= open(state)
  return state.opened
}

/** The id, made when it is first needed. */
export function idOf(state: SessionState): string {
  const opened = access(state)
  opened.id ??= state.settings.createId()
  return opened.id
}

function open(state: SessionState): OpenedState {
  state.found ??= findSession(state)
  const { cookie, present, valid, unavailable } = state.found
  if (unavailable !== undefined) throw new SessionUnavailable(unavailable.cause)
  const { document } = valid ?? {}
  return {
    cookie,
    present,
    previous: valid,
    draft: createDraft(document?.data ?? {}, acceptBySchema(state, document?.id ?? '')),
    id: document?.id,
    createdAt: document?.createdAt ?? state.settings.now(),
    user: document?.user,
    authAt: document?.authAt,
    remember: document?.remember ?? false,
    fate: 'none',
    activity: undefined,
    destroyed: false,
  }
}

function cookieFor({ cookies }: Settings, request: Request): CookieTemplate {
  const { main, development } = cookies
  return development !== undefined && isPlainLoopback(request) ? development : main
}

function acceptBySchema({ settings, request }: SessionState, id: string): Accept {
  const { checks, hashId, onEvent } = settings
  return (key, value) => {
    if (!checks.knows(key)) return value
    const checked = checks.check(key, value)
    // A schema that answers with something JSON has no place for is refused when the key is set.
    if (checked.ok) return checked.value as JsonValue
    emit(onEvent, { type: 'key-dropped', key, session: hashId(id) }, request)
    return undefined
  }
}

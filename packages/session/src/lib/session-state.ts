import { isPlainLoopback, type CookieTemplate, type HeaderPatch } from '@costrel/http'
import { createDraft, type Accept, type Draft } from './draft.ts'
import { emit } from './events.ts'
import type { JsonValue } from './json-value.ts'
import { openCookie, type ValidCookie } from './open-cookie.ts'
import type { Settings } from './settings.ts'

/** One request's session. Nothing is looked at before the first access: an untouched session costs nothing. */
export interface SessionState {
  readonly settings: Settings
  readonly request: Request
  /** What the first access found; `undefined` while the session is untouched. */
  opened: OpenedState | undefined
  /** What the commit decided; from then on the session is sealed. */
  patch: HeaderPatch | undefined
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
  /** `none`: as it came. `renewed`: takes a new id. `ended`: `previous` is over, and what was written since is new. */
  fate: 'none' | 'renewed' | 'ended'
  /** No write is possible any more. */
  destroyed: boolean
}

/** Begins a request's session. */
export function createState(settings: Settings, request: Request): SessionState {
  return { settings, request, opened: undefined, patch: undefined }
}

/** The session's cookie is read at the first access, and never again. */
export function access(state: SessionState): OpenedState {
  state.opened ??= open(state)
  return state.opened
}

function open({ settings, request }: SessionState): OpenedState {
  const now = settings.now()
  const cookie = cookieFor(settings, request)
  const { present, valid } = openCookie(settings, cookie, request, now)
  const { data = {}, id, createdAt = now, user, authAt } = valid?.document ?? {}
  const draft = createDraft(data, acceptBySchema(settings, request, id ?? ''))
  const fate = 'none'
  return {
    cookie,
    present,
    previous: valid,
    draft,
    id,
    createdAt,
    user,
    authAt,
    fate,
    destroyed: false,
  }
}

function cookieFor({ cookie, developmentCookie }: Settings, request: Request): CookieTemplate {
  return developmentCookie !== undefined && isPlainLoopback(request) ? developmentCookie : cookie
}

function acceptBySchema(settings: Settings, request: Request, id: string): Accept {
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

/** The id, made when it is first needed. */
export function idOf(state: SessionState): string {
  const opened = access(state)
  opened.id ??= state.settings.createId()
  return opened.id
}

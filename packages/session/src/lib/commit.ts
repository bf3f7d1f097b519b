import { applyHeaderPatch, mergeHeaderPatches, type HeaderPatch } from '@costrel/http'
import { emit } from './events.ts'
import { decideCookie } from './outcome.ts'
import { access, type OpenedState, type SessionState } from './session-state.ts'

/** What the response says of the session, for who adds headers of their own to it. */
export interface CommitOutcome {
  /** The status that is really sent. */
  readonly status: number
  /** Who is logged in once the response has arrived. Looking at it touches the session. */
  readonly user: string | undefined
}

/** Adds headers to a response when its session is committed, such as the cookies of flashed messages. */
export type Contribute = (outcome: CommitOutcome) => HeaderPatch

/**
 * Applies a session to its response and seals it. An untouched session leaves the response as it is; a second commit
 * applies the first one's decision again.
 *
 * @throws SessionTooLarge when the cookie would be over 4,096 bytes
 */
export function commitState(
  state: SessionState,
  response: Response,
  contribute?: Contribute,
): Response {
  if (state.opened === undefined && contribute === undefined) state.patch ??= UNTOUCHED
  else state.patch ??= decideAll(state, response.status, contribute)
  if (state.patch === UNTOUCHED) return response
  return applyHeaderPatch(response, state.patch, (header) => {
    emit(state.settings.onEvent, { type: 'cache-header-removed', header }, state.request)
  })
}

/** Drops what a handler wrote that then threw: no response, nothing to commit to. */
export function abandonState(state: SessionState): void {
  if (state.opened !== undefined) state.patch ??= decide(state, state.opened, undefined)
}

const UNTOUCHED: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }

/** The contribution comes first: it may be what touches the session. */
function decideAll(state: SessionState, status: number, contribute?: Contribute): HeaderPatch {
  const contributed = contribute?.(outcomeOf(state, status)) ?? UNTOUCHED
  const own = state.opened === undefined ? UNTOUCHED : decide(state, state.opened, status)
  return mergeHeaderPatches(own, contributed)
}

function outcomeOf(state: SessionState, status: number): CommitOutcome {
  return {
    status,
    get user() {
      return access(state).user
    },
  }
}

function decide(state: SessionState, opened: OpenedState, status: number | undefined): HeaderPatch {
  const line = decideCookie(state, opened, status)
  if (line === undefined) return { setCookie: [], vary: true, cacheControl: 'private' }
  return { setCookie: [line], vary: true, cacheControl: 'no-store' }
}

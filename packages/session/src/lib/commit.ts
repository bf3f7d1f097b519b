import { applyHeaderPatch, type HeaderPatch } from '@costrel/http'
import { emit } from './events.ts'
import { decideCookie } from './outcome.ts'
import type { OpenedState, SessionState } from './session-state.ts'

/**
 * Applies a session to its response and seals it. An untouched session leaves the response as it is; a second commit
 * applies the first one's decision again.
 *
 * @throws SessionTooLarge when the cookie would be over 4,096 bytes
 */
export function commitState(state: SessionState, response: Response): Response {
  const { opened } = state
  if (opened === undefined) return seal(state, UNTOUCHED, response)
  const patch = state.patch ?? decide(state, opened, response.status)
  return seal(state, patch, response)
}

/** Drops what a handler wrote that then threw: no response, nothing to commit to. */
export function abandonState(state: SessionState): void {
  if (state.opened !== undefined) state.patch ??= decide(state, state.opened, undefined)
}

const UNTOUCHED: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }

function decide(state: SessionState, opened: OpenedState, status: number | undefined): HeaderPatch {
  const line = decideCookie(state, opened, status)
  if (line === undefined) return { setCookie: [], vary: true, cacheControl: 'private' }
  return { setCookie: [line], vary: true, cacheControl: 'no-store' }
}

function seal(state: SessionState, patch: HeaderPatch, response: Response): Response {
  state.patch = patch
  if (patch === UNTOUCHED) return response
  const { onEvent } = state.settings
  return applyHeaderPatch(response, patch, (header) => {
    emit(onEvent, { type: 'cache-header-removed', header }, state.request)
  })
}

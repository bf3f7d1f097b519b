import { mergeHeaderPatches } from '@costrel/http'
import { checkResponse } from './check-response.ts'
import type { CommitOptions } from './commit-options.ts'
import { keptResponses } from './kept-responses.ts'
import { decideCookies, dropAll } from './outcome.ts'
import { contributedBy, patched, touchedPatch, UNTOUCHED } from './patch-response.ts'
import type { SessionState } from './session-state.ts'
import { commitBacked, commitLazily } from './with-store/commit-response.ts'
import { commitStoredFailure } from './with-store/commit-stored.ts'
import { oneAtATime } from './with-store/one-at-a-time.ts'

/**
 * Applies a session to its response and seals it. An untouched session leaves the response as it is; a second commit
 * applies the first one's decision again.
 *
 * @throws SessionTooLarge when the cookie would be over 4,096 bytes
 * @throws TypeError when there is no response
 */
export function commitState(
  state: SessionState,
  given: Response,
  options: CommitOptions,
): Response | Promise<Response> {
  checkResponse(given)
  const { opened, settings } = state
  const response = keptResponses.clean(given, state)
  if (state.patch !== undefined) return patched(state, response, state.patch)
  const { contribute } = options
  if (opened === undefined && contribute === undefined) {
    state.patch = UNTOUCHED
    return response
  }
  if (opened?.backing !== undefined) return commitBacked(state, opened, response, options)
  if (settings.store?.isLazy === true) return commitLazily(state, response, options)
  const { status = response.status } = options
  const own = opened ? touchedPatch(decideCookies(state, opened, response, status)) : UNTOUCHED
  if (contribute === undefined) return patched(state, response, own)
  return patched(state, response, mergeHeaderPatches(own, contributedBy(state, response, options)))
}

/**
 * Tells a session that there will be no response, since the handler threw: what was written is dropped. A stored session
 * that was ended is ended all the same.
 */
export async function abandonState(state: SessionState): Promise<void> {
  if (state.patch !== undefined) return
  state.patch = UNTOUCHED
  const { opened, settings } = state
  if (opened === undefined) return
  const { store } = settings
  if (store === undefined) dropAll(state, opened, undefined)
  else {
    const failure = { status: undefined }
    await oneAtATime(state, () => commitStoredFailure(state, store, opened, failure))
  }
}

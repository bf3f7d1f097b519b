import { applyHeaderPatch, takesHeaders, type HeaderPatch } from '@costrel/http'
import type { CommitOptions, CommitOutcome } from './commit-options.ts'
import { tell } from './events.ts'
import { keptResponses } from './kept-responses.ts'
import { accessLoaded, type SessionState } from './session-state.ts'

/** Leaves a response as it is. */
export const UNTOUCHED: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }

/** What every response of a touched session says, and the cookies that it brings. */
export function touchedPatch(setCookie: readonly string[]): HeaderPatch {
  return { setCookie, vary: true, cacheControl: setCookie.length > 0 ? 'no-store' : 'private' }
}

/** Seals the session with its patch, and applies that. */
export function patched(state: SessionState, response: Response, patch: HeaderPatch): Response {
  state.patch = patch
  const answer = applyHeaderPatch(response, patch, (header) => {
    tell(state, { type: 'cache-header-removed', header })
  })
  const { setCookie: lines } = patch
  if (lines.length > 0) keptResponses.mark(answer, state.request, lines, answer !== response)
  return answer
}

/**
 * The headers of other packages. A response that takes none keeps nothing of what is contributed, as one that failed.
 *
 * @throws SessionNotLoaded when they ask for the user of a lazy session that was not loaded
 */
export function contributedBy(
  state: SessionState,
  response: Response,
  { contribute, status = response.status }: CommitOptions,
): HeaderPatch {
  const sent = takesHeaders(response) ? status : 500
  return contribute?.(outcomeOf(state, sent)) ?? UNTOUCHED
}

/** At 500 and above nobody is logged in by this response, and whoever took a new id has lost the old one. */
function outcomeOf(state: SessionState, status: number): CommitOutcome {
  return {
    status,
    get user() {
      const { user, fate } = accessLoaded(state)
      return status < 500 || fate === 'none' ? user : undefined
    },
  }
}

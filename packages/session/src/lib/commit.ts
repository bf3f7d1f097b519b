import { applyHeaderPatch, mergeHeaderPatches, takesHeaders, type HeaderPatch } from '@costrel/http'
import { checkResponse } from './check-response.ts'
import { SessionNotLoaded } from './errors.ts'
import { tell } from './events.ts'
import { keptResponses } from './kept-responses.ts'
import { carriesAnswer, decideCookies, dropAll } from './outcome.ts'
import { accessLoaded, type OpenedState, type SessionState } from './session-state.ts'
import {
  commitStored,
  commitStoredFailure,
  isUnchanged,
  type StoredOutcome,
} from './with-store/commit-stored.ts'
import { tokenLines } from './with-store/token-lines.ts'
import { load } from './with-store/load.ts'
import { oneAtATime } from './with-store/one-at-a-time.ts'
import type { WaitUntil } from './with-store/touch.ts'

/** What the response says of the session, for who adds headers of their own to it. */
export interface CommitOutcome {
  /** The status that is really sent. */
  readonly status: number
  /**
   * Who is logged in once the response has arrived. Looking at it touches the session.
   *
   * @throws SessionNotLoaded when it is lazy and was not loaded
   */
  readonly user: string | undefined
}

/** Adds headers to a response when its session is committed, such as the cookies of flashed messages. */
export type Contribute = (outcome: CommitOutcome) => HeaderPatch

/** How a session is committed. */
export interface CommitOptions {
  /** Adds headers of another package, told of the status and user that are really sent. */
  readonly contribute?: Contribute | undefined
  /** The status that is really sent, where it is not the response's own. */
  readonly status?: number
  /** Takes work that may be finished behind the response. Default: none may, everything is awaited. */
  readonly waitUntil?: WaitUntil | undefined
}

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
  const response = keptResponses.clean(given, state.number)
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

const UNTOUCHED: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }

function touchedPatch(setCookie: readonly string[]): HeaderPatch {
  return { setCookie, vary: true, cacheControl: setCookie.length > 0 ? 'no-store' : 'private' }
}

function patched(state: SessionState, response: Response, patch: HeaderPatch): Response {
  state.patch = patch
  const answer = applyHeaderPatch(response, patch, (header) => {
    tell(state, { type: 'cache-header-removed', header })
  })
  const { setCookie } = patch
  if (setCookie.length > 0) keptResponses.mark(answer, setCookie, answer !== response)
  return answer
}

/** Where nothing has to be written there is nothing to wait for. */
function commitBacked(
  state: SessionState,
  opened: OpenedState,
  response: Response,
  options: CommitOptions,
): Response | Promise<Response> {
  const { contribute, status = response.status } = options
  const isReadOnly = contribute === undefined && status < 500 && isUnchanged(state, opened)
  if (isReadOnly && takesHeaders(response) && !carriesAnswer(state, opened, response))
    return patched(state, response, touchedPatch(tokenLines(state, opened, 'touched')))
  return oneAtATime(state, () => commitWithStore(state, opened, response, options))
}

async function commitWithStore(
  state: SessionState,
  opened: OpenedState,
  response: Response,
  options: CommitOptions,
): Promise<Response> {
  if (state.patch !== undefined) return patched(state, response, state.patch)
  const outcome = await storedOutcome(state, opened, response, options)
  if ('replacement' in outcome) {
    // Told, so that what it holds is dropped with an event; a response in place of the app's carries none of it.
    options.contribute?.({ status: 503, user: undefined })
    return patched(state, outcome.replacement, touchedPatch([]))
  }
  const contributed = await contributedWhenLoaded(state, response, options)
  return patched(state, response, mergeHeaderPatches(touchedPatch(outcome.lines), contributed))
}

/** A lazy session that only a contribution asks for. */
async function commitLazily(
  state: SessionState,
  response: Response,
  options: CommitOptions,
): Promise<Response> {
  return patched(state, response, await contributedWhenLoaded(state, response, options))
}

/** Whose the flashed messages are only the record knows. */
async function contributedWhenLoaded(
  state: SessionState,
  response: Response,
  options: CommitOptions,
): Promise<HeaderPatch> {
  try {
    return contributedBy(state, response, options)
  } catch (error) {
    if (!(error instanceof SessionNotLoaded)) throw error
    await load(state)
    return contributedBy(state, response, options)
  }
}

/** A response that takes no headers keeps nothing of what is contributed, as one that failed. */
function contributedBy(
  state: SessionState,
  response: Response,
  { contribute, status = response.status }: CommitOptions,
): HeaderPatch {
  const sent = takesHeaders(response) ? status : 500
  return contribute?.(outcomeOf(state, sent)) ?? UNTOUCHED
}

async function storedOutcome(
  state: SessionState,
  opened: OpenedState,
  response: Response,
  { status = response.status, waitUntil }: CommitOptions,
): Promise<StoredOutcome> {
  const { store } = state.settings
  if (store === undefined) return { lines: [] }
  if (status >= 500 || !takesHeaders(response))
    return { lines: await commitStoredFailure(state, store, opened, { status }) }
  if (opened.fate !== 'ended' && carriesAnswer(state, opened, response))
    return { lines: dropAll(state, opened, status) }
  return commitStored(state, store, opened, { status, waitUntil })
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

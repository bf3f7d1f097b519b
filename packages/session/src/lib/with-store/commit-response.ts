import { mergeHeaderPatches, takesHeaders, type HeaderPatch } from '@costrel/http'
import type { CommitOptions } from '../commit-options.ts'
import { SessionNotLoaded } from '../errors.ts'
import { carriesAnswer, dropAll } from '../outcome.ts'
import { contributedBy, patched, touchedPatch } from '../patch-response.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import {
  commitStored,
  commitStoredFailure,
  isUnchanged,
  type StoredOutcome,
} from './commit-stored.ts'
import { load } from './load.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { tokenLines } from './token-lines.ts'

/** Commits a stored session that was touched. Where nothing has to be written there is nothing to wait for. */
export function commitBacked(
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

/** Commits a lazy session that only a contribution asks for. */
export async function commitLazily(
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

import { SessionConflict, SessionUnavailable } from '../errors.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { dropGone, tellDropped } from './drop-changes.ts'
import { endRecord, flush, hasWrites, isLatelySuperseded } from './flush.ts'
import { settleEnd } from './settle.ts'
import type { StoreSettings } from './store-settings.ts'
import { tokenLines } from './token-lines.ts'
import { isTouchDue, touch, type WaitUntil } from './touch.ts'
import { tellUnavailable } from './tell-unavailable.ts'

/** What a commit gave: `Set-Cookie` lines for the response, or another response in its place. */
export type StoredOutcome =
  | { readonly lines: readonly string[] }
  | { readonly replacement: Response }

/** How a session is committed to its store. */
export interface StoredCommit {
  /** The final status; `undefined` when there is no response. */
  readonly status: number | undefined
  readonly waitUntil?: WaitUntil | undefined
}

/**
 * Commits a session to its store. Never a 200 over lost data: when the store refuses, or does not answer, the response is
 * replaced by 409 or 503.
 */
export async function commitStored(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  { status, waitUntil }: StoredCommit,
): Promise<StoredOutcome> {
  try {
    const flushed = await flush(state, store, opened)
    if (flushed === 'conflict') return refuse(state, opened)
    if (flushed === 'gone') dropGone(state, opened, status)
    if (flushed === 'nothing') await touch(state, store, opened, waitUntil)
    return { lines: tokenLines(state, opened, flushed === 'written' ? 'written' : 'touched') }
  } catch (error) {
    if (!(error instanceof SessionUnavailable)) throw error
    tellUnavailable(state, opened.backing, error)
    return { replacement: error.getResponse() }
  }
}

/** Whether a commit has nothing to write, to touch or to wait for. */
export function isUnchanged(state: SessionState, opened: OpenedState): boolean {
  return state.writing === undefined && !hasWrites(opened) && !isTouchDue(state, opened)
}

/** Of a response that failed only the end of a session is kept; a session that took a new id ends without successor. */
export async function commitStoredFailure(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  { status }: StoredCommit,
): Promise<readonly string[]> {
  tellDropped(state, opened, status)
  const ends = opened.fate === 'ended' || opened.fate === 'renewed'
  if (ends && !isLatelySuperseded(state, opened)) await endOrTell(state, store, opened)
  return tokenLines(state, opened, 'failed')
}

function refuse(state: SessionState, opened: OpenedState): StoredOutcome {
  const conflict = new SessionConflict().getResponse()
  tellDropped(state, opened, conflict.status)
  return { replacement: conflict }
}

/** Where the store does not answer the visitor keeps the token, to try again with. */
async function endOrTell(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<void> {
  try {
    await endRecord(state, store, opened)
    settleEnd(opened)
  } catch (error) {
    if (!(error instanceof SessionUnavailable)) throw error
    tellUnavailable(state, opened.backing, error)
  }
}

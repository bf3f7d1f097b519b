import { pickKeys } from '../draft-changes.ts'
import { tell } from '../events.ts'
import { idOf } from '../session-id.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { FRESH } from './backing.ts'
import { isRememberChanged, writtenKeys } from './build-change.ts'
import { changeRecord, type ChangeStatus } from './change-record.ts'
import { createRecord } from './create-record.ts'
import { loadRecord } from './load.ts'
import { settleEnd, settleGone } from './settle.ts'
import type { StoreSettings } from './store-settings.ts'
import { publicId } from './token.ts'
import { limitUserSessions } from './user-sessions.ts'

/**
 * What became of the writes. `conflict`: the session went on without them, or ended, and nothing was written. `gone`: it
 * ended, and the options say to let the writes go.
 */
export type Flushed = 'written' | 'nothing' | 'gone' | 'conflict'

/**
 * Writes the session to its store, as one atomic change.
 *
 * A *fresh* session makes a record under a new lookup, never under the one that a token named. A *live* one changes its
 * record, which must still be there. A *superseded* one makes a record only when its token is so old that the visitor
 * cannot have the newer one in another tab.
 *
 * @throws SessionUnavailable when the store does not answer (rejects)
 */
export async function flush(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<Flushed> {
  const { user, sinceLogin } = opened
  const flushed = await write(state, store, opened)
  if (flushed === 'written' && sinceLogin !== undefined && user !== undefined)
    await limitUserSessions(state, store, user, opened)
  return flushed
}

/** Ends the session that the request brought, unless it went on under a newer token. */
export async function endRecord(
  state: SessionState,
  { backend }: StoreSettings,
  { backing }: OpenedState,
): Promise<void> {
  const { opening, token } = backing ?? FRESH
  if (token === undefined || (opening !== 'live' && opening !== 'unread')) return
  await backend.destroy(token.recordId, token.generation)
  tell(state, { type: 'destroyed', session: state.settings.hashId(publicId(token)) })
}

/**
 * Whether the request's token was replaced so lately that its visitor has, or will have, the newer one: nothing may be
 * written by it, nor may the newer one be deleted from the browser.
 */
export function isLatelySuperseded(state: SessionState, { backing }: OpenedState): boolean {
  const { opening, generationAt } = backing ?? FRESH
  return opening === 'superseded' && state.settings.now() - generationAt < SUPERSEDED_FOR
}

/** Milliseconds. */
const SUPERSEDED_FOR = 60_000

async function write(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<Flushed> {
  if (needsRecord(state, opened)) await loadRecord(state, store, opened)
  if (opened.fate === 'ended') return writeEnded(state, store, opened)
  const keys = writtenKeys(opened)
  if (!hasWrites(opened, keys)) return 'nothing'
  const { opening } = opened.backing ?? FRESH
  if (opening === 'fresh') return createRecord(state, store, opened)
  if (opening === 'superseded') return writeSuperseded(state, store, opened, keys)
  const status = await changeRecord(state, store, opened, keys)
  return status === 'applied' ? 'written' : writeRefused(state, store, opened, keys, status)
}

/** A lazy session that does more than set keys depends on what is stored: who is logged in, how long it lives. */
function needsRecord({ settings }: SessionState, opened: OpenedState): boolean {
  if (opened.backing?.opening !== 'unread' || opened.fate === 'ended') return false
  const { isLive, rememberLimits } = settings
  const isMore = opened.fate !== 'none' || isLive !== undefined || rememberLimits !== undefined
  return isMore && hasWrites(opened)
}

/** Whether anything is to be written: these keys, or more than keys. */
export function hasWrites(
  opened: OpenedState,
  keys: readonly string[] = writtenKeys(opened),
): boolean {
  const { fate, draft, isRememberSet } = opened
  if (keys.length > 0 || fate !== 'none' || draft.isCleared) return true
  return isRememberSet || isRememberChanged(opened)
}

async function writeEnded(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<Flushed> {
  if (isLatelySuperseded(state, opened)) return 'conflict'
  await endRecord(state, store, opened)
  settleEnd(opened)
  return createRecord(state, store, opened)
}

async function writeSuperseded(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  keys: readonly string[],
): Promise<Flushed> {
  if (opened.sinceLogin !== undefined) return createLogin(state, store, opened)
  if (keys.length === 0) return 'nothing'
  return isLatelySuperseded(state, opened) ? 'conflict' : createRecord(state, store, opened)
}

/** A login that cannot go on with the visitor's session begins one of its own, with what was written since. */
function createLogin(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<Flushed> {
  const { draft, sinceLogin = new Set(), backing } = opened
  const keys = writtenKeys(opened).filter((key) => !sinceLogin.has(key))
  const session = state.settings.hashId(opened.previous?.readId() ?? idOf(state))
  if (keys.length > 0) tell(state, { type: 'changes-dropped', status: undefined, keys, session })
  opened.draft = pickKeys(draft, sinceLogin)
  opened.previous = undefined
  // What was chosen while the session was live goes by the lookup that others know.
  if (backing?.opening === 'live') opened.successor = undefined
  opened.backing = FRESH
  return createRecord(state, store, opened)
}

/** The session was there when the request began, and is not any more. */
async function writeRefused(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  keys: readonly string[],
  status: Exclude<ChangeStatus, 'applied'>,
): Promise<Flushed> {
  if (opened.backing?.opening === 'unread') {
    await loadRecord(state, store, opened)
    return write(state, store, opened)
  }
  if (opened.sinceLogin !== undefined) return createLogin(state, store, opened)
  if (status !== 'gone' && !isOnlyRotated(opened, keys)) return 'conflict'
  if (keys.length > 0) return store.ignoresGone ? 'gone' : 'conflict'
  // Nothing is lost, and nothing of what was there may be sent.
  settleGone(state, opened)
  return 'nothing'
}

function isOnlyRotated(opened: OpenedState, keys: readonly string[]): boolean {
  return (
    keys.length === 0 &&
    !opened.draft.isCleared &&
    opened.fate === 'rotated' &&
    !isRememberChanged(opened)
  )
}

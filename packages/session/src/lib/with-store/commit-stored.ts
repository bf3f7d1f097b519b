import { changedKeys, keysOf } from '../draft.ts'
import { SessionConflict, SessionUnavailable } from '../errors.ts'
import { tell } from '../events.ts'
import { isTopLevelNavigation } from '../navigation.ts'
import { contextOf, limitsOf } from '../open-cookie.ts'
import { idOf } from '../session-id.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { FRESH } from './backing.ts'
import { activityOf } from './build-change.ts'
import { endRecord, flush } from './flush.ts'
import type { StoreSettings } from './store-settings.ts'
import { encodeToken, recordId } from './token.ts'
import { limitUserSessions } from './user-sessions.ts'

/** What a commit gave: `Set-Cookie` lines for the response, or another response in its place. */
export type StoredOutcome =
  | { readonly lines: readonly string[] }
  | { readonly replacement: Response }

/**
 * Lets a runtime finish work behind the response, as `ctx.waitUntil` on Workers. What it returns is awaited: the work
 * itself, where nothing can be left behind.
 */
export type WaitUntil = (work: Promise<unknown>) => Promise<unknown> | void

/**
 * Commits a session to its store. Never a 200 over lost data: when the store refuses, or does not answer, the response is
 * replaced by 409 or 503.
 */
export async function commitStored(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  waitUntil: WaitUntil | undefined,
): Promise<StoredOutcome> {
  const { user, sinceLogin, fate } = opened
  try {
    const flushed = await flush(state, store, opened)
    if (flushed === 'conflict') return { replacement: refuse(state, opened) }
    if (flushed === 'gone') dropChanges(state, opened, undefined)
    if (sinceLogin !== undefined && user !== undefined)
      await limitUserSessions(state, store, user, opened)
    if (flushed === 'nothing') await touch(state, store, opened, waitUntil)
    return { lines: linesFor(state, opened, fate === 'ended', flushed === 'written') }
  } catch (error) {
    tell(state, { type: 'unavailable', error, session: nameOf(state, opened) })
    return { replacement: new SessionUnavailable(error).getResponse() }
  }
}

/** Of a response that failed only the end of a session is kept; a session that took a new id ends without successor. */
export async function commitStoredFailure(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  status: number | undefined,
): Promise<string[]> {
  const ends = opened.fate === 'ended' || opened.fate === 'renewed'
  dropChanges(state, opened, status)
  if (!ends) return []
  try {
    await endRecord(state, store, opened)
  } catch (error) {
    tell(state, { type: 'unavailable', error, session: nameOf(state, opened) })
  }
  return opened.present ? [opened.cookie.delete()] : []
}

function refuse(state: SessionState, opened: OpenedState): Response {
  dropChanges(state, opened, 409)
  return new SessionConflict().getResponse()
}

function dropChanges(state: SessionState, opened: OpenedState, status: number | undefined): void {
  const { fate, draft } = opened
  const keys = fate === 'ended' ? keysOf(draft) : changedKeys(draft)
  if (keys.length === 0 && fate !== 'renewed') return
  tell(state, { type: 'changes-dropped', status, keys, session: nameOf(state, opened) })
}

function linesFor(
  state: SessionState,
  opened: OpenedState,
  wasEnded: boolean,
  isWritten: boolean,
): string[] {
  const { deleteFormer } = state.settings.cookies
  if (wasEnded && !isWritten) return opened.present ? [opened.cookie.delete(), ...deleteFormer] : []
  const isSeen = isWritten || isTopLevelNavigation(state.request) || isInGrace(opened)
  return isSeen && isDue(state, opened) ? [tokenLine(state, opened), ...deleteFormer] : []
}

/** A token of the grace is replaced wherever the session was touched: it does not live long. */
function isInGrace({ backing }: OpenedState): boolean {
  return backing?.record !== undefined && backing.token?.generation !== backing.record.generation
}

/** Also when half of the time is used for which the browser keeps the cookie. */
function isDue({ settings }: SessionState, { backing, remember, createdAt }: OpenedState): boolean {
  if (backing?.opening !== 'live') return false
  const { generationAt, isOutdated } = backing
  const endsAt = createdAt + limitsOf(settings, remember).absolute * 1000
  return isOutdated || (remember && (settings.now() - generationAt) * 2 >= endsAt - generationAt)
}

/** Any node makes the same token: its time is the generation's. */
function tokenLine(
  state: SessionState,
  { backing, cookie, remember, createdAt }: OpenedState,
): string {
  const { settings } = state
  const { record, token, generationAt } = backing ?? FRESH
  const current = {
    lookup: token?.lookup ?? '',
    generation: record?.generation ?? token?.generation ?? '',
  }
  const options = { now: generationAt, context: contextOf(settings, cookie) }
  const restOfLife =
    createdAt / 1000 + limitsOf(settings, remember).absolute - settings.now() / 1000
  const maxAge = remember ? Math.ceil(restOfLife) : undefined
  return cookie.set(settings.tokens.make(encodeToken(current), options), maxAge)
}

/** Activity is written down when half of the idle window is used. It carries no data, so its failure costs nobody any. */
async function touch(
  state: SessionState,
  { backend }: StoreSettings,
  opened: OpenedState,
  waitUntil: WaitUntil | undefined,
): Promise<void> {
  const { backing, activity, remember } = opened
  const { record, token } = backing ?? FRESH
  if (record === undefined || token === undefined || backing?.opening !== 'live') return
  const now = state.settings.now()
  const isHalfUsed = (now - record.touchedAt) * 2 >= limitsOf(state.settings, remember).idle * 1000
  if (activity === false || !isHalfUsed) return
  const change = { now, generation: token.generation, ...activityOf(state.settings, opened, now) }
  const work = backend
    .apply(recordId(token), { ...change, operation: `touch ${now}` })
    .catch((error: unknown) => {
      tell(state, { type: 'unavailable', error, session: nameOf(state, opened) })
    })
  await (waitUntil === undefined ? work : waitUntil(work))
}

function nameOf(state: SessionState, opened: OpenedState): string {
  return state.settings.hashId(opened.previous?.document.id ?? idOf(state))
}

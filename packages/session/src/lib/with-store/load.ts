import { acceptBySchema } from '../accept.ts'
import { createDraft } from '../draft.ts'
import { pickKeys, rebase } from '../draft-changes.ts'
import { SessionUnavailable } from '../errors.ts'
import type { ValidSession } from '../open-cookie.ts'
import { access, type OpenedState, type SessionState } from '../session-state.ts'
import { FRESH } from './backing.ts'
import { readSession } from './find-stored-session.ts'
import type { StoreSettings } from './store-settings.ts'
import { tellUnavailable } from './tell-unavailable.ts'

/**
 * Reads a lazy session's record; what was written before stays written.
 *
 * @throws SessionUnavailable when the store does not answer (rejects)
 */
export async function load(state: SessionState): Promise<void> {
  const opened = access(state)
  const { store } = state.settings
  // After `logout` nothing of the session that was there may be seen.
  if (store === undefined || opened.fate === 'ended') return
  try {
    await loadRecord(state, store, opened)
  } catch (error) {
    if (error instanceof SessionUnavailable) tellUnavailable(state, opened.backing, error)
    throw error
  }
}

/** The same, told to nobody. */
export async function loadRecord(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<void> {
  const { backing, cookie, present } = opened
  if (backing?.opening !== 'unread' || backing.token === undefined) return
  const { token, sendOn } = backing
  const nothing = { cookie, present, valid: undefined, backing: FRESH }
  const found = await readSession(state, store, nothing, token, sendOn === 'page')
  if (found.unavailable !== undefined) throw new SessionUnavailable(found.unavailable.cause)
  // Another `load` was faster.
  if (opened.backing !== backing) return
  opened.backing = found.backing
  opened.previous = found.valid
  opened.successor = undefined
  opened.id = undefined
  merge(state, opened, found.valid)
}

/** What is stored, under what was written before it was known. */
function merge(state: SessionState, opened: OpenedState, valid: ValidSession | undefined): void {
  const { sinceLogin, draft } = opened
  const { data = {}, user: storedUser } = valid?.document ?? {}
  const accept = acceptBySchema(state, valid)
  const isOthers =
    sinceLogin !== undefined && storedUser !== undefined && storedUser !== opened.user
  if (isOthers) opened.draft = { ...pickKeys(draft, sinceLogin), accept, isCleared: true }
  else opened.draft = rebase(draft, createDraft(draft.isCleared ? {} : data, accept))
  if (valid === undefined) return
  if (!opened.isRememberSet) opened.remember = !isOthers && valid.document.remember
  if (sinceLogin !== undefined) return
  const { createdAt, user, authAt } = valid.document
  Object.assign(opened, { createdAt, user, authAt })
}

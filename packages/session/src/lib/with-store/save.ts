import { SessionConflict, SessionUnavailable } from '../errors.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { openUnsealed } from '../writing.ts'
import { flush, type Flushed } from './flush.ts'
import { dropGone } from './drop-changes.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { StoreSettings } from './store-settings.ts'
import { tellUnavailable } from './tell-unavailable.ts'

/**
 * Writes a stored session before its response.
 *
 * @throws SessionSealed after the commit, and while another `save` is under way (rejects)
 * @throws SessionConflict when the stored session was ended or renewed meanwhile (rejects)
 * @throws SessionUnavailable when the store does not answer (rejects)
 */
export async function save(state: SessionState): Promise<void> {
  const opened = openUnsealed(state)
  const { store } = state.settings
  if (store === undefined) return
  const flushed = await oneAtATime(state, () => flushOrTell(state, store, opened))
  if (flushed === 'conflict') throw new SessionConflict()
  if (flushed === 'gone') dropGone(state, opened, undefined)
}

async function flushOrTell(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<Flushed> {
  try {
    return await flush(state, store, opened)
  } catch (error) {
    if (error instanceof SessionUnavailable) tellUnavailable(state, opened.backing, error)
    throw error
  }
}

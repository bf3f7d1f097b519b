import { SessionConflict, SessionUnavailable } from '../errors.ts'
import type { SessionState } from '../session-state.ts'
import { openForWriting } from '../writing.ts'
import { flush, type Flushed } from './flush.ts'

/**
 * Writes a stored session before its response.
 *
 * @throws SessionConflict when the stored session was ended or renewed meanwhile (rejects)
 * @throws SessionUnavailable when the store does not answer (rejects)
 */
export async function save(state: SessionState): Promise<void> {
  const opened = openForWriting(state)
  const { store } = state.settings
  if (store === undefined) return
  const flushed = await flush(state, store, opened).catch((cause: unknown): Flushed => {
    throw new SessionUnavailable(cause)
  })
  if (flushed === 'conflict' || flushed === 'gone') throw new SessionConflict()
}

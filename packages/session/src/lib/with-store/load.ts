import { createDraft } from '../draft.ts'
import { acceptBySchema } from '../accept.ts'
import { SessionUnavailable } from '../errors.ts'
import { access, type SessionState } from '../session-state.ts'
import { readStoredSession } from './find-stored-session.ts'

/**
 * Reads a lazy session's record; what was written before stays written.
 *
 * @throws SessionUnavailable when the store does not answer (rejects)
 */
export async function load(state: SessionState): Promise<void> {
  const opened = access(state)
  const { backing, cookie, present, draft } = opened
  const { store } = state.settings
  if (store === undefined || backing?.opening !== 'unread' || backing.token === undefined) return
  const { token, isOutdated } = backing
  const base = {
    cookie,
    present,
    valid: undefined,
    backing: { ...backing, opening: 'fresh' },
  } as const
  const found = await readStoredSession(state, store, base, token, isOutdated)
  if (found.unavailable !== undefined) throw new SessionUnavailable(found.unavailable.cause)
  const { document } = found.valid ?? {}
  const loaded = createDraft(document?.data ?? {}, acceptBySchema(state, document?.id ?? ''))
  for (const [key, value] of draft.journal) loaded.journal.set(key, value)
  loaded.isCleared = draft.isCleared
  opened.draft = loaded
  opened.backing = found.backing
  opened.previous = found.valid
  if (document === undefined || opened.fate !== 'none') return
  const { id, createdAt, user, authAt, remember } = document
  Object.assign(opened, { id, createdAt, user, authAt, remember })
}

import { createDraft } from '../draft.ts'
import { settleDraft } from '../draft-changes.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { FRESH, type Backing } from './backing.ts'
import { isRememberChanged } from './build-change.ts'
import { publicId, type StoreToken } from './token.ts'

/** What was written is what the session is from now on: a later write in the same request is a change of that. */
export function settle(
  state: SessionState,
  opened: OpenedState,
  token: StoreToken,
  backing: Backing,
): void {
  const { createdAt, user, authAt, remember, draft } = opened
  // Whether the browser keeps the cookie stands in the cookie's own line.
  opened.backing = isRememberChanged(opened) ? { ...backing, sendOn: 'always' } : backing
  opened.draft = settleDraft(draft)
  opened.fate = 'none'
  opened.sinceLogin = undefined
  opened.isRememberSet = false
  opened.successor = undefined
  opened.id = undefined
  opened.previous = {
    document: { createdAt, user, authAt, remember, data: opened.draft.snapshot },
    readId: () => publicId(token),
    seenAt: state.settings.now(),
    stale: false,
  }
}

/** The session that the request brought was ended by this request, in the store too. */
export function settleEnd(opened: OpenedState): void {
  opened.isOver = true
  opened.backing = FRESH
  opened.previous = undefined
}

/** The session that the request brought was ended by another request: nobody's writes are left. */
export function settleGone(state: SessionState, opened: OpenedState): void {
  opened.backing = FRESH
  opened.previous = undefined
  opened.draft = createDraft({}, opened.draft.accept)
  opened.fate = 'none'
  opened.sinceLogin = undefined
  opened.successor = undefined
  opened.id = undefined
  opened.createdAt = state.settings.now()
  opened.user = undefined
  opened.authAt = undefined
  opened.remember = false
}

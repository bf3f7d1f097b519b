import { createDraft, settleDraft } from '../draft.ts'
import { idOf } from '../session-id.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { FRESH, type Backing } from './backing.ts'
import { isRememberChanged } from './build-change.ts'
import { publicId } from './token.ts'

/** What was written is what the session is from now on: a later write in the same request is a change of that. */
export function settle(state: SessionState, opened: OpenedState, backing: Backing): Backing {
  const { createdAt, user, authAt, remember, draft } = opened
  // Whether the browser keeps the cookie stands in the cookie's own line.
  const settled = isRememberChanged(opened) ? ({ ...backing, sendOn: 'always' } as const) : backing
  opened.backing = settled
  opened.draft = settleDraft(draft)
  opened.fate = 'none'
  opened.sinceLogin = undefined
  opened.isRememberSet = false
  opened.successor = undefined
  opened.id = backing.token && publicId(backing.token)
  const data = opened.draft.snapshot
  const document = { id: idOf(state), createdAt, user, authAt, remember, data }
  opened.previous = { document, seenAt: state.settings.now(), stale: false }
  return settled
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

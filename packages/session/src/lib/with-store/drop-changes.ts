import { keysOf } from '../draft.ts'
import { changedKeys } from '../draft-changes.ts'
import { tell } from '../events.ts'
import { idOf } from '../session-id.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { settleGone } from './settle.ts'

/** Tells which writes are not kept; a new id that is not taken counts too. */
export function tellDropped(
  state: SessionState,
  opened: OpenedState,
  status: number | undefined,
): void {
  const { fate, draft } = opened
  const keys = fate === 'ended' ? keysOf(draft) : changedKeys(draft)
  if (keys.length === 0 && fate !== 'renewed') return
  const session = state.settings.hashId(opened.previous?.readId() ?? idOf(state))
  tell(state, { type: 'changes-dropped', status, keys, session })
}

/** Lets writes go whose session is gone. */
export function dropGone(
  state: SessionState,
  opened: OpenedState,
  status: number | undefined,
): void {
  tellDropped(state, opened, status)
  settleGone(state, opened)
}

import { access, type OpenedState, type SessionState } from './session-state.ts'
import { FRESH } from './with-store/backing.ts'
import type { StoreSettings } from './with-store/store-settings.ts'
import { publicId, type StoreToken } from './with-store/token.ts'

/** The session's id, made when it is first needed. */
export function idOf(state: SessionState): string {
  const opened = access(state)
  const { store, createId } = state.settings
  opened.id ??= store === undefined ? createId() : publicId(successorOf(store, opened))
  return opened.id
}

/**
 * The token that a new or renewed stored session will have, chosen when it is first needed, so that `session.id` is the
 * same before and after the commit.
 */
export function successorOf({ createToken }: StoreSettings, opened: OpenedState): StoreToken {
  // `login` and `regenerate` forget the id, and with it the token that was chosen for it.
  if (opened.successor !== undefined && opened.id !== undefined) return opened.successor
  const { opening, token } = opened.backing ?? FRESH
  const isSame = opened.fate === 'renewed' && (opening === 'live' || opening === 'unread')
  const made = createToken()
  opened.successor = isSame && token !== undefined ? { ...made, lookup: token.lookup } : made
  return opened.successor
}

import { access, type OpenedState, type SessionState } from './session-state.ts'
import { FRESH } from './with-store/backing.ts'
import type { StoreSettings } from './with-store/store-settings.ts'
import { publicId, type StoreToken } from './with-store/token.ts'

/** The session's id, made when it is first needed. */
export function idOf(state: SessionState): string {
  const opened = access(state)
  const { store, createId } = state.settings
  if (opened.id !== undefined) return opened.id
  if (store === undefined) opened.id = createId()
  else if (opened.fate === 'none' && opened.previous) opened.id = opened.previous.readId()
  else opened.id = publicId(successorOf(store, opened))
  return opened.id
}

/**
 * The token that a new or renewed stored session will have, chosen when it is first needed, so that `session.id` is the
 * same before and after the commit.
 */
export function successorOf(
  { createToken, createGeneration }: StoreSettings,
  opened: OpenedState,
): StoreToken {
  // `login` and `regenerate` forget the id, and with it the token that was chosen for it.
  if (opened.successor !== undefined && opened.id !== undefined) return opened.successor
  const { opening, token } = opened.backing ?? FRESH
  const isSame = opened.fate === 'renewed' && (opening === 'live' || opening === 'unread')
  opened.successor =
    isSame && token !== undefined ? { ...token, generation: createGeneration() } : createToken()
  return opened.successor
}

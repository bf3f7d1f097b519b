import type { SessionUnavailable } from '../errors.ts'
import { tell } from '../events.ts'
import { idOf } from '../session-id.ts'
import type { SessionState } from '../session-state.ts'
import { FRESH, type Backing } from './backing.ts'
import { publicId } from './token.ts'

/** Tells that the store did not answer, with the store's own error. */
export function tellUnavailable(
  state: SessionState,
  backing: Backing | undefined,
  { cause: error }: SessionUnavailable,
): void {
  const { token } = backing ?? FRESH
  const id = token === undefined ? idOf(state) : publicId(token)
  tell(state, { type: 'unavailable', error, session: state.settings.hashId(id) })
}

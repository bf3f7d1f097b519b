import { writeKey } from './draft.ts'
import { SessionDestroyed, SessionInvalidValue, SessionSealed } from './errors.ts'
import { access, type OpenedState, type SessionState } from './session-state.ts'

/**
 * The session, if it can still be written.
 *
 * @throws SessionSealed after the commit
 * @throws SessionDestroyed after `destroy`
 */
export function openForWriting(state: SessionState): OpenedState {
  if (state.patch !== undefined) throw new SessionSealed()
  const opened = access(state)
  if (opened.destroyed) throw new SessionDestroyed()
  return opened
}

/**
 * Records a value.
 *
 * @throws SessionInvalidValue when the key's schema refuses it
 * @throws TypeError when JSON would lose something of it
 */
export function write(state: SessionState, key: string, value: unknown): void {
  const opened = openForWriting(state)
  if (value === undefined) throw new TypeError(`${key} is undefined; use delete('${key}')`)
  const checked = state.settings.checks.check(key, value)
  if (!checked.ok) throw new SessionInvalidValue(key, checked.problems)
  writeKey(opened.draft, key, checked.value)
}

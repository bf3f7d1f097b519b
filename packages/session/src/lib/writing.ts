import { updateKey, writeKey } from './draft.ts'
import { SessionDestroyed, SessionInvalidValue, SessionSealed } from './errors.ts'
import { access, type OpenedState, type SessionState } from './session-state.ts'
import type { Settings } from './settings.ts'

/**
 * The session, if it can still be written.
 *
 * @throws SessionSealed after the commit, and while the session is written to its store
 * @throws SessionDestroyed after `destroy`
 */
export function openForWriting(state: SessionState): OpenedState {
  const opened = openUnsealed(state)
  if (opened.destroyed) throw new SessionDestroyed()
  return opened
}

/**
 * The session, if it can still be committed.
 *
 * @throws SessionSealed after the commit, and while the session is written to its store
 */
export function openUnsealed(state: SessionState): OpenedState {
  if (state.patch !== undefined || state.writing !== undefined) throw new SessionSealed()
  return access(state)
}

/**
 * Records a value.
 *
 * @throws SessionInvalidValue when the key's schema refuses it
 * @throws TypeError when JSON would lose something of it
 */
export function write(state: SessionState, key: string, value: unknown): void {
  const opened = openForWriting(state)
  writeKey(opened.draft, key, checkValue(state.settings, key, value))
  opened.sinceLogin?.add(key)
}

/** Records what a function made of the key's value. Throws as `write` does. */
export function update(
  state: SessionState,
  key: string,
  before: unknown,
  change: (value: unknown) => unknown,
): void {
  openForWriting(state)
  const value = checkValue(state.settings, key, change(before))
  // Asked again, since the function may have ended the session.
  const opened = openForWriting(state)
  updateKey(opened.draft, key, change, value)
  opened.sinceLogin?.add(key)
}

/**
 * The value as its schema gives it.
 *
 * @throws SessionInvalidValue when the schema refuses it
 * @throws TypeError when there is no value, and when the key is no text, which JSON has no other of
 */
export function checkValue({ checks }: Settings, key: string, value: unknown): unknown {
  if (typeof key !== 'string') throw new TypeError(`a session key must be text, no ${typeof key}`)
  if (value === undefined) throw new TypeError(`${key} is undefined; use delete('${key}')`)
  const checked = checks.check(key, value)
  if (!checked.ok) throw new SessionInvalidValue(key, checked.problems)
  return checked.value
}

import { access, type SessionState } from './session-state.ts'

/** The session's id, made when it is first needed. */
export function idOf(state: SessionState): string {
  const opened = access(state)
  opened.id ??= state.settings.createId()
  return opened.id
}

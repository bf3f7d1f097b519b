import { emit } from './events.ts'
import { askIsLive, type IsLive, type SessionClaims } from './live.ts'
import { reject, type ValidCookie } from './open-cookie.ts'
import { findSession, type FoundSession, type SessionState } from './session-state.ts'

/** Looks at the request's cookies, and asks whether the session of a valid one may still be used. */
export async function findLiveSession(state: SessionState, isLive: IsLive): Promise<FoundSession> {
  const found = findSession(state)
  if (found.valid === undefined) return found
  const liveness = await askIsLive(isLive, claimsOf(found.valid))
  if (liveness === 'live') return found
  if (liveness === 'revoked') {
    reject(state.settings, found.cookie, state.request, 'revoked')
    return { ...found, valid: undefined }
  }
  const session = state.settings.hashId(found.valid.document.id)
  const event = { type: 'unavailable', error: liveness.cause, session } as const
  emit(state.settings.onEvent, event, state.request)
  return { ...found, valid: undefined, unavailable: liveness }
}

function claimsOf({ document, issuedAt }: ValidCookie): SessionClaims {
  const { id, user, createdAt, authAt } = document
  return { id, user, createdAt, authAt, issuedAt }
}

import { emit } from './events.ts'
import { askIsLive, type SessionClaims } from './live.ts'
import { reject, type ValidSession } from './open-cookie.ts'
import type { FoundSession, SessionState } from './session-state.ts'
import { FRESH } from './with-store/backing.ts'

/** Asks whether the session that a valid cookie brought may still be used, where the option `isLive` is given. */
export async function findLiveSession(
  { settings, request }: SessionState,
  found: FoundSession,
): Promise<FoundSession> {
  if (settings.isLive === undefined || found.valid === undefined) return found
  const liveness = await askIsLive(settings.isLive, claimsOf(found, found.valid))
  if (liveness === 'live') return found
  const { cookie, present } = found
  const refused = { cookie, present, valid: undefined, ...(found.backing && { backing: FRESH }) }
  if (liveness === 'revoked') {
    reject(settings, cookie, request, 'revoked')
    return refused
  }
  const session = settings.hashId(found.valid.document.id)
  emit(settings.onEvent, { type: 'unavailable', error: liveness.cause, session }, request)
  return { ...refused, unavailable: liveness }
}

/** With a store a token is as old as its generation. */
function claimsOf({ backing }: FoundSession, { document, seenAt }: ValidSession): SessionClaims {
  const { id, user, createdAt, authAt } = document
  return { id, user, createdAt, authAt, issuedAt: backing?.record?.generationAt ?? seenAt }
}

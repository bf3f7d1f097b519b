import { tell } from './events.ts'
import { askIsLive, type SessionClaims } from './live.ts'
import { reject, type ValidSession } from './open-cookie.ts'
import type { FoundSession, SessionState } from './session-state.ts'
import { FRESH } from './with-store/backing.ts'

/** Asks whether the session that a valid cookie brought may still be used, where the option `isLive` is given. */
export async function findLiveSession(
  state: SessionState,
  found: FoundSession,
): Promise<FoundSession> {
  const { settings } = state
  if (settings.isLive === undefined || found.valid === undefined) return found
  const liveness = await askIsLive(settings.isLive, claimsOf(found, found.valid))
  if (liveness === 'live') return found
  const { cookie, present } = found
  const refused = { cookie, present, valid: undefined, ...(found.backing && { backing: FRESH }) }
  if (liveness === 'revoked') {
    reject(state, cookie, 'revoked')
    return refused
  }
  const session = settings.hashId(found.valid.readId())
  tell(state, { type: 'unavailable', error: liveness.cause, session })
  return { ...refused, unavailable: liveness }
}

/** With a store a token is as old as its generation. */
function claimsOf(
  { backing }: FoundSession,
  { document, readId, seenAt }: ValidSession,
): SessionClaims {
  const { user, createdAt, authAt } = document
  return {
    id: readId(),
    user,
    createdAt,
    authAt,
    issuedAt: backing?.record?.generationAt ?? seenAt,
  }
}

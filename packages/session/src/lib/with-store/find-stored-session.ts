import { findLiveSession } from '../check-live.ts'
import { SessionUnavailable } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { openCookie, reject, type ValidSession, type Verify } from '../open-cookie.ts'
import type { FoundSession, SessionState } from '../session-state.ts'
import { isLive } from '../store/apply-change.ts'
import type { SessionRecord } from '../store/session-store.ts'
import { FRESH } from './backing.ts'
import { parseText } from './parse-text.ts'
import type { StoreSettings } from './store-settings.ts'
import { tellUnavailable } from './tell-unavailable.ts'
import { decodeToken, publicId, type StoreToken } from './token.ts'

/**
 * Looks at the request's cookies, and reads the record of a valid token. Never an anonymous session in place of one that
 * cannot be read.
 */
export function findStoredSession(
  state: SessionState,
  store: StoreSettings,
): FoundSession | Promise<FoundSession> {
  const cookie = state.settings.cookies.choose(state.request)
  const { present, valid } = openCookie(state, cookie, verifyToken)
  const found: FoundSession = { cookie, present, valid: undefined, backing: FRESH }
  if (valid === undefined) return found
  const { token, stale, generationAt } = valid
  const sendOn = stale ? 'page' : 'never'
  const unread = { ...FRESH, opening: 'unread', token, generationAt, sendOn } as const
  if (store.isLazy) return { ...found, backing: unread }
  return readSession(state, store, found, token, stale).catch((error: unknown) => {
    if (!(error instanceof SessionUnavailable)) throw error
    tellUnavailable(state, unread, error)
    return { ...found, unavailable: { cause: error.cause } }
  })
}

/**
 * Reads the record of a token.
 *
 * @throws SessionUnavailable when the store does not answer, or not with a record (rejects)
 */
export async function readSession(
  state: SessionState,
  { backend }: StoreSettings,
  found: FoundSession,
  token: StoreToken,
  stale: boolean,
): Promise<FoundSession> {
  const record = await backend.read(token.recordId, state.settings.now())
  const opened = openRecord(state, found, token, stale, record)
  const isAsked = state.settings.isLive !== undefined && opened.valid !== undefined
  return isAsked ? findLiveSession(state, opened) : opened
}

interface VerifiedToken {
  readonly token: StoreToken
  readonly generationAt: number
  readonly stale: boolean
}

const verifyToken: Verify<VerifiedToken> = ({ tokens }, context, value, now) => {
  const opened = tokens.open(value, { now, context })
  if (!opened.ok) return opened.reason
  const token = decodeToken(opened.value)
  return token === null
    ? 'malformed'
    : { token, stale: opened.stale, generationAt: opened.issuedAt }
}

function openRecord(
  state: SessionState,
  found: FoundSession,
  token: StoreToken,
  stale: boolean,
  record: SessionRecord | null,
): FoundSession {
  const { settings } = state
  if (record === null) {
    reject(state, found.cookie, 'gone')
    return found
  }
  const { generation, generationAt } = record
  if (!isLive(record, token.generation, settings.now())) {
    reject(state, found.cookie, 'superseded')
    return { ...found, backing: { ...FRESH, opening: 'superseded', generationAt } }
  }
  // Whoever comes by the token before, in its grace, gets the current one, and goes on with it.
  const isInGrace = token.generation !== generation
  const sendOn = isInGrace ? 'touch' : stale ? 'page' : 'never'
  const current = { ...token, generation }
  const live = { opening: 'live', token: current, record, generationAt, isInGrace, sendOn } as const
  return { ...found, valid: toSession(current, record, stale, settings.limits), backing: live }
}

function toSession(
  token: StoreToken,
  record: SessionRecord,
  stale: boolean,
  limits: Limits,
): ValidSession {
  const { user, authAt, touchedAt } = record
  const data = Object.entries(record.data).map(([key, text]) => [key, parseText(text)] as const)
  const document = {
    // A login begins the session anew, and keeps the record.
    createdAt: authAt ?? record.createdAt,
    user,
    authAt,
    remember: isRemembered(record, limits),
    data: Object.fromEntries(data),
  }
  return { document, readId: () => publicId(token), seenAt: touchedAt, stale }
}

/** A record has no word for it; its times are longer than those of a session that ends with the browser. */
function isRemembered(record: SessionRecord, { idle, absolute }: Limits): boolean {
  const { createdAt, authAt = createdAt, touchedAt, idleExpiresAt, expiresAt } = record
  return idleExpiresAt - touchedAt > idle * 1000 || expiresAt - authAt > absolute * 1000
}

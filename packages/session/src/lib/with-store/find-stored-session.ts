import { findLiveSession } from '../check-live.ts'
import { tell } from '../events.ts'
import type { JsonValue } from '../json-value.ts'
import { openCookie, reject, type ValidSession, type Verify } from '../open-cookie.ts'
import type { FoundSession, SessionState } from '../session-state.ts'
import { isLive } from '../store/apply-change.ts'
import type { SessionRecord } from '../store/session-store.ts'
import { FRESH } from './backing.ts'
import type { StoreSettings } from './store-settings.ts'
import { decodeToken, publicId, recordId, type StoreToken } from './token.ts'

/** Looks at the request's cookies, and reads the record of a valid token. */
export async function findStoredSession(
  state: SessionState,
  store: StoreSettings,
): Promise<FoundSession> {
  const { settings, request } = state
  const cookie = settings.cookies.choose(request)
  const { present, valid } = openCookie(state, cookie, verifyToken)
  const found: FoundSession = { cookie, present, valid: undefined, backing: FRESH }
  if (valid === undefined) return found
  const { token, stale, generationAt } = valid
  if (!store.isLazy) return readStoredSession(state, store, found, token, stale)
  return {
    ...found,
    backing: { opening: 'unread', token, record: undefined, generationAt, isOutdated: stale },
  }
}

/** Reads the record of a token. Never an anonymous session in place of one that cannot be read. */
export async function readStoredSession(
  state: SessionState,
  { backend }: StoreSettings,
  found: FoundSession,
  token: StoreToken,
  stale: boolean,
): Promise<FoundSession> {
  try {
    const record = await backend.read(recordId(token), state.settings.now())
    const opened = openRecord(state, found, token, stale, record)
    return opened.valid === undefined ? opened : await findLiveSession(state, opened)
  } catch (cause) {
    const session = state.settings.hashId(publicId(token))
    tell(state, { type: 'unavailable', error: cause, session })
    return { ...found, unavailable: { cause } }
  }
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
  if (!isLive(record, token.generation, settings.now())) {
    reject(state, found.cookie, 'superseded')
    const { generationAt } = record
    const backing = {
      opening: 'superseded',
      token,
      record,
      generationAt,
      isOutdated: false,
    } as const
    return { ...found, backing }
  }
  const isOutdated = stale || token.generation !== record.generation
  const { generationAt } = record
  const backing = { opening: 'live', token, record, generationAt, isOutdated } as const
  return { ...found, valid: toSession(token, record, stale, settings.limits.idle), backing }
}

/** The record as a session. Its texts are parsed here: a text that is none makes the session unavailable. */
export function toSession(
  token: StoreToken,
  record: SessionRecord,
  stale: boolean,
  idle: number,
): ValidSession {
  const { createdAt, user, authAt, touchedAt, idleExpiresAt } = record
  const data = Object.entries(record.data).map(([key, text]): [string, JsonValue] => [
    key,
    JSON.parse(text),
  ])
  const remember = idleExpiresAt - touchedAt > idle * 1000
  const id = publicId(token)
  const document = { id, createdAt, user, authAt, remember, data: Object.fromEntries(data) }
  return { document, seenAt: touchedAt, stale }
}

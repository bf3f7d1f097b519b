import { toData } from './draft-changes.ts'
import { contextOf, limitsOf, type ValidSession, type Verify } from './open-cookie.ts'
import { decodePayload, encodePayload } from './payload.ts'
import type { EncodedSession, SessionFormat } from './session-format.ts'
import { idOf } from './session-id.ts'
import type { OpenedState, SessionState } from './session-state.ts'
import { JSON_CODEC } from './value-codec.ts'

/** Looks at a cookie that holds a whole session. */
const verifyDocument: Verify<ValidSession> = (settings, context, value, now) => {
  const opened = settings.tokens.open(value, { now, context })
  if (!opened.ok) return opened.reason
  const document = decodePayload(opened.value)
  if (document === null) return 'malformed'
  const { issuedAt, stale } = opened
  const { idle, absolute } = limitsOf(settings, document.remember)
  const isOver = now - issuedAt > idle * 1000 || now - document.createdAt > absolute * 1000
  return isOver ? 'expired' : { document, readId: () => document.id, seenAt: issuedAt, stale }
}

function encodeDocument(state: SessionState, opened: OpenedState): EncodedSession {
  const { cookie, createdAt, user, authAt, remember, draft } = opened
  const { settings } = state
  const now = settings.now()
  const document = { id: idOf(state), createdAt, user, authAt, remember, data: toData(draft) }
  const token = settings.tokens.make(encodePayload(document), {
    now: lastActivity(opened, now),
    context: contextOf(settings, cookie),
  })
  const maxAge = remember ? restOfLife(state, opened, now) : undefined
  return { token, maxAge }
}

/** A cookie that holds a whole session, signed or sealed. */
export const OWN_FORMAT: SessionFormat = {
  verify: verifyDocument,
  isOurs: ({ tokens }, context, value, now) => tokens.open(value, { now, context }).ok,
  encode: encodeDocument,
  sizes: bytesByKey,
  createCodec: () => JSON_CODEC,
}

/** A poll that said `touch(false)` may write, and still is no activity. */
function lastActivity({ activity, previous, fate }: OpenedState, now: number): number {
  const isPoll = activity === false && previous !== undefined && fate === 'none'
  return isPoll ? previous.seenAt : now
}

/** Seconds until the absolute timeout. */
function restOfLife({ settings }: SessionState, opened: OpenedState, now: number): number {
  const { absolute } = limitsOf(settings, opened.remember)
  return Math.ceil((opened.createdAt - now) / 1000) + absolute
}

/** The user, which stands beside the data, as `(user)`. */
function bytesByKey({ draft, user }: OpenedState): (readonly [string, number])[] {
  const encoder = new TextEncoder()
  const parts = [
    ...Object.entries(toData(draft)),
    ...(user === undefined ? [] : [['(user)', user] as const]),
  ]
  return parts.map(([key, value]) => [key, encoder.encode(JSON.stringify(value)).length])
}

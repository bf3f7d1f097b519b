import type { FlaskCookie, ItsdangerousRefusal } from '@costrel/signing/flask'
import { keysOf } from '../draft.ts'
import { changedKeys, valueToWrite } from '../draft-changes.ts'
import { SessionTooLarge } from '../errors.ts'
import { tell, type RejectionReason } from '../events.ts'
import type { ValidSession, Verify } from '../open-cookie.ts'
import type { EncodedSession, SessionFormat } from '../session-format.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { createFlaskCodec } from './flask-codec.ts'
import { FLASHES } from './flask-flashes.ts'
import { FlaskSession } from './flask-session.ts'

/**
 * Flask's cookie as a session's format.
 *
 * @param lifetime seconds
 * @param isWeak whether its secret can be guessed, which is told once
 */
export function createFlaskFormat(
  cookie: FlaskCookie,
  lifetime: number,
  isWeak: boolean,
): SessionFormat {
  let isToTell = isWeak
  return {
    verify: createVerify(cookie, lifetime),
    isOurs: (_settings, _context, value, now) => cookie.decode(value, { now, maxAge: lifetime }).ok,
    encode: (state, opened) => encode(cookie, lifetime, state, opened),
    sizes: (opened) => sizesOf(textsOf(opened)),
    createCodec: () => createFlaskCodec(new Map()),
    createSession<Data extends object>(state: SessionState) {
      if (isToTell) tell(state, { type: 'weak-secret', cookie: state.settings.cookies.main.name })
      isToTell = false
      return new FlaskSession<Data>(state)
    },
    flashes: FLASHES,
  }
}

function createVerify(cookie: FlaskCookie, maxAge: number): Verify<ValidSession> {
  return (_settings, _context, value, now) => {
    const opened = cookie.decode(value, { now, maxAge })
    if (!opened.ok) return REASONS[opened.reason]
    const { issuedAt, stale, value: session } = opened
    const data = session.toObject()
    const who = { user: undefined, authAt: undefined, remember: false }
    const document = { ...who, createdAt: issuedAt, data }
    return {
      document,
      readId: noId,
      seenAt: issuedAt,
      stale,
      codec: createFlaskCodec(session.texts),
    }
  }
}

/** Flask's sessions have none. */
function noId(): string {
  return ''
}

const REASONS: Readonly<Record<ItsdangerousRefusal, RejectionReason>> = {
  malformed: 'malformed',
  signature: 'signature',
  timestamp: 'malformed',
  expired: 'expired',
  future: 'future',
  payload: 'malformed',
  'too-long': 'too-long',
}

function encode(
  cookie: FlaskCookie,
  lifetime: number,
  { settings }: SessionState,
  opened: OpenedState,
): EncodedSession {
  const texts = textsOf(opened)
  const maxAge = texts.get('_permanent') === 'true' ? lifetime : undefined
  try {
    return { token: cookie.encode(texts, { now: settings.now() }), maxAge }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const sizes = sizesOf(texts)
    const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0)
    throw new SessionTooLarge(total, sizes)
  }
}

function sizesOf(texts: ReadonlyMap<string, string>): [string, number][] {
  return [...texts].map(([key, { length }]) => [key, length])
}

/** What the session holds, by key: as it stood in the cookie, where nothing was changed. */
function textsOf({ draft }: OpenedState): ReadonlyMap<string, string> {
  const changed = new Set(changedKeys(draft))
  const { codec } = draft
  return new Map(
    keysOf(draft).map((key) => {
      const isStored = Object.hasOwn(draft.snapshot, key) && !changed.has(key)
      const value = isStored ? draft.snapshot[key] : valueToWrite(draft, key)
      return [
        key,
        isStored ? codec.printStored(value ?? null, key) : codec.print(value ?? null, key),
      ]
    }),
  )
}

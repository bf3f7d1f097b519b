import { changedKeys, keysOf, valueToWrite } from '../draft.ts'
import { limitsOf } from '../open-cookie.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import type { SessionChange, SessionRecord } from '../store/session-store.ts'
import type { StoreToken } from './token.ts'

/** The keys that a commit has to write or to remove. What a lazy session holds is not known, so each write counts. */
export function writtenKeys({ draft, backing }: OpenedState): string[] {
  return backing?.opening === 'unread' ? [...draft.journal.keys()] : changedKeys(draft)
}

/** A new record of what the session holds in these keys. */
export function buildRecord(
  { settings }: SessionState,
  opened: OpenedState,
  token: StoreToken,
  keys: readonly string[],
): SessionRecord {
  const { createdAt, user, authAt, remember } = opened
  const { idle, absolute } = limitsOf(settings, remember)
  const now = settings.now()
  return {
    data: toTexts(opened, keys).set,
    generation: token.generation,
    generationAt: now,
    ...(user !== undefined && { user }),
    ...(authAt !== undefined && { authAt }),
    createdAt,
    touchedAt: now,
    idleExpiresAt: now + idle * 1000,
    expiresAt: createdAt + absolute * 1000,
    operations: [],
  }
}

/** What of a commit is one change: these keys, and the new generation if there is one. */
export interface ChangePart {
  readonly keys: readonly string[]
  readonly next?: NonNullable<SessionChange['next']>
}

/** The change that a commit asks of the store. */
export function buildChange(
  { settings }: SessionState,
  opened: OpenedState,
  { keys, next }: ChangePart,
  operation: string,
): SessionChange {
  const { draft, backing } = opened
  const now = settings.now()
  const updated = keys.find((key) => draft.updates.has(key))
  return {
    now,
    operation,
    generation: backing?.token?.generation ?? '',
    ...(next && { next }),
    ...(updated !== undefined && {
      ifKey: { key: updated, text: storedText(backing?.record, updated) },
    }),
    ...(draft.isCleared && { clear: true }),
    ...toTexts(opened, draft.isCleared ? keysOf(draft) : keys),
    ...activityOf(settings, opened, now),
    ...loginOf(settings, opened),
  }
}

function storedText(record: SessionRecord | undefined, key: string): string | null {
  return record !== undefined && Object.hasOwn(record.data, key) ? (record.data[key] ?? null) : null
}

function toTexts(
  { draft }: OpenedState,
  keys: readonly string[],
): { set: Record<string, string>; unset: string[] } {
  const values = keys.map((key) => [key, valueToWrite(draft, key)] as const)
  const set = values.filter(([, value]) => value !== undefined)
  const unset = values.filter(([, value]) => value === undefined).map(([key]) => key)
  return { set: Object.fromEntries(set.map(([key, value]) => [key, JSON.stringify(value)])), unset }
}

/** A poll that said `touch(false)` may write, and still is no activity. */
export function activityOf(
  settings: SessionState['settings'],
  { activity, remember }: OpenedState,
  now: number,
): Pick<SessionChange, 'touchedAt' | 'idleExpiresAt'> {
  if (activity === false) return {}
  return { touchedAt: now, idleExpiresAt: now + limitsOf(settings, remember).idle * 1000 }
}

/** A login, or a session that is remembered from now on, lives as long as a new one. */
function loginOf(
  settings: SessionState['settings'],
  { user, authAt, createdAt, remember, previous, sinceLogin }: OpenedState,
): Pick<SessionChange, 'user' | 'authAt' | 'expiresAt'> {
  const isLogin = sinceLogin !== undefined
  const isLonger = remember !== (previous?.document.remember ?? false)
  if (!isLogin && !isLonger) return {}
  return {
    ...(isLogin && user !== undefined && { user }),
    ...(isLogin && authAt !== undefined && { authAt }),
    expiresAt: createdAt + limitsOf(settings, remember).absolute * 1000,
  }
}

import { keysOf } from '../draft.ts'
import { changedKeys, valueToWrite } from '../draft-changes.ts'
import { limitsOf } from '../open-cookie.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import type { SessionChange, SessionRecord } from '../store/session-store.ts'
import type { StoreToken } from './token.ts'

/** The keys that a commit has to write or to remove. What a lazy session holds is not known, so each write counts. */
export function writtenKeys({ draft, backing }: OpenedState): string[] {
  return backing?.opening === 'unread' ? [...(draft.journal?.keys() ?? [])] : changedKeys(draft)
}

/** Whether `remember` was set to something else than the session was. */
export function isRememberChanged({ remember, previous }: OpenedState): boolean {
  return remember !== (previous?.document.remember ?? false)
}

/** A new record of what the session holds. */
export function buildRecord(
  { settings }: SessionState,
  opened: OpenedState,
  token: StoreToken,
): SessionRecord {
  const { createdAt, user, authAt, remember, draft } = opened
  const { idle, absolute } = limitsOf(settings, remember)
  const now = settings.now()
  return {
    data: toTexts(opened, keysOf(draft)).set,
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

/**
 * The change that a commit asks of the store.
 *
 * @throws TypeError when an object was changed in place into something that JSON would lose, naming the path
 */
export function buildChange(
  { settings }: SessionState,
  opened: OpenedState,
  { keys, next }: ChangePart,
  operation: string,
): SessionChange {
  const { draft, backing } = opened
  const now = settings.now()
  const updated = keys.find((key) => draft.updates?.has(key))
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

/** A poll that said `touch(false)` may write, and still is no activity. A login always is. */
export function activityOf(
  settings: SessionState['settings'],
  opened: OpenedState,
  now: number,
): Pick<SessionChange, 'touchedAt' | 'idleExpiresAt'> {
  const { activity, remember, sinceLogin } = opened
  const isNoActivity = activity === false && sinceLogin === undefined && !isRememberChanged(opened)
  if (isNoActivity) return {}
  return { touchedAt: now, idleExpiresAt: now + limitsOf(settings, remember).idle * 1000 }
}

/** A login, or a session that is remembered from now on, lives as long as a new one. */
function loginOf(
  settings: SessionState['settings'],
  opened: OpenedState,
): Pick<SessionChange, 'user' | 'authAt' | 'expiresAt'> {
  const { user, authAt, createdAt, remember, sinceLogin } = opened
  const isLogin = sinceLogin !== undefined
  if (!isLogin && !isRememberChanged(opened)) return {}
  return {
    ...(isLogin && user !== undefined && { user }),
    ...(isLogin && authAt !== undefined && { authAt }),
    expiresAt: createdAt + limitsOf(settings, remember).absolute * 1000,
  }
}

import { SessionUnavailable } from '../errors.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import type { SessionSummary } from '../store/session-store.ts'
import type { StoreSettings } from './store-settings.ts'
import { tellUnavailable } from './tell-unavailable.ts'

/** One of a user's sessions, for a list of devices. No token can be made of it. */
export interface UserSession {
  /** Names the session in `sessions.destroyOne`; 64 hexadecimal digits. */
  readonly id: string
  /** Whether it is the session that was given to `listByUser`. */
  readonly isCurrent: boolean
  /** When the login was, in milliseconds since the epoch. */
  readonly createdAt: number
  /** The last activity that was written down, in milliseconds since the epoch. */
  readonly lastSeenAt: number
  /** When it ends unless it is used again, in milliseconds since the epoch. */
  readonly expiresAt: number
  /** The text under the option `labelKey`. */
  readonly label: string | undefined
}

/** The summary as the app sees it. */
export function toUserSession(
  summary: SessionSummary,
  { labelKey }: StoreSettings,
  current: OpenedState | undefined,
): UserSession {
  const { id, authAt, createdAt, touchedAt, idleExpiresAt, expiresAt, data } = summary
  const isCurrent = id === currentId(current)
  const label = labelKey !== undefined && Object.hasOwn(data, labelKey) ? data[labelKey] : undefined
  return {
    id,
    isCurrent,
    createdAt: authAt ?? createdAt,
    lastSeenAt: touchedAt,
    expiresAt: Math.min(idleExpiresAt, expiresAt),
    label: readLabel(label),
  }
}

/** The record's id of a session that is stored. */
export function currentId(opened: OpenedState | undefined): string | undefined {
  const { opening, token } = opened?.backing ?? {}
  const isStored = opening === 'live' || opening === 'unread'
  return isStored && token !== undefined ? token.recordId : undefined
}

/**
 * Ends the sessions that were unused longest, where a user has more than the option allows. The login stands already:
 * where the store does not answer, the next one tries again.
 */
export async function limitUserSessions(
  state: SessionState,
  store: StoreSettings,
  user: string,
  opened: OpenedState,
): Promise<void> {
  if (store.maxSessionsPerUser === Infinity) return
  try {
    const surplus = await findSurplus(state, store, user, opened)
    await Promise.all(surplus.map(({ id }) => store.backend.destroy(id)))
  } catch (error) {
    if (!(error instanceof SessionUnavailable)) throw error
    tellUnavailable(state, opened.backing, error)
  }
}

/** Of logins that end at once the later one counts: if each ended the other, nobody would be logged in. */
async function findSurplus(
  { settings }: SessionState,
  { backend, maxSessionsPerUser }: StoreSettings,
  user: string,
  opened: OpenedState,
): Promise<SessionSummary[]> {
  const summaries = await backend.listByUser(user, settings.now())
  const { authAt, createdAt } = opened
  const own = { id: currentId(opened) ?? '', authAt, createdAt }
  const before = summaries.filter((other) => compareLogins(other, own) < 0)
  const later = summaries.filter((other) => compareLogins(other, own) > 0)
  const oldestFirst = before.toSorted((a, b) => a.touchedAt - b.touchedAt || compareLogins(a, b))
  return oldestFirst.slice(0, Math.max(0, before.length + later.length + 1 - maxSessionsPerUser))
}

type Login = Pick<SessionSummary, 'id' | 'createdAt'> & { readonly authAt?: number | undefined }

/** By time; of those in one millisecond all nodes choose alike. */
function compareLogins(a: Login, b: Login): number {
  const between = (a.authAt ?? a.createdAt) - (b.authAt ?? b.createdAt)
  if (between !== 0 || a.id === b.id) return between
  return a.id < b.id ? -1 : 1
}

function readLabel(text: string | undefined): string | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

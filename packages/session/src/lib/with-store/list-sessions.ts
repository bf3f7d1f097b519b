import { SessionUnsupported } from '../errors.ts'
import type { SessionBase } from '../session.ts'
import { access, type SessionState } from '../session-state.ts'
import type { Settings } from '../settings.ts'
import type { StoreSettings } from './store-settings.ts'
import { currentId, toUserSession, type UserSession } from './user-sessions.ts'

/**
 * What a store knows of a user's sessions. Each method rejects with `SessionUnsupported` where it keeps no index of
 * users, and with `SessionUnavailable` when it does not answer in time.
 */
export interface UserSessions {
  /**
   * The user's sessions, the one used last first: for a page of devices.
   *
   * @param options.current marks this session in the list
   */
  listByUser(user: string, options?: { readonly current?: SessionBase }): Promise<UserSession[]>
  /** Ends all sessions of a user, and says how many there were: after a change of password, a closed account. */
  destroyByUser(user: string): Promise<number>
  /** Ends all sessions of the session's user but this one, and says how many there were. */
  destroyOthers(session: SessionBase): Promise<number>
  /** Ends one session of a user by its id in `listByUser`; `false` when it is not one of theirs. */
  destroyOne(user: string, id: string): Promise<boolean>
}

/** Makes the part of `Sessions` that needs a store with an index of users. */
export function createUserSessions(
  settings: Settings,
  stateOf: (session: SessionBase) => SessionState,
): UserSessions {
  const { now } = settings
  async function listByUser(
    user: string,
    { current }: { current?: SessionBase } = {},
  ): Promise<UserSession[]> {
    const store = indexedStore(settings)
    const summaries = await store.backend.listByUser(user, now())
    const opened = current && access(stateOf(current))
    return summaries
      .map((summary) => toUserSession(summary, store, opened))
      .toSorted((a, b) => b.lastSeenAt - a.lastSeenAt)
  }
  return {
    listByUser,
    destroyByUser: async (user) => indexedStore(settings).backend.destroyByUser(user),
    async destroyOthers(session) {
      const { backend } = indexedStore(settings)
      const { user } = session
      const except = currentId(access(stateOf(session)))
      if (user === undefined) return 0
      return backend.destroyByUser(user, except === undefined ? {} : { except })
    },
    async destroyOne(user, id) {
      const { backend } = indexedStore(settings)
      const summaries = await backend.listByUser(user, now())
      const isTheirs = summaries.some((summary) => summary.id === id)
      if (isTheirs) await backend.destroy(id)
      return isTheirs
    },
  }
}

/** @throws SessionUnsupported without a store, or with one that keeps no index of users */
function indexedStore({ store }: Settings): StoreSettings {
  if (store?.store.capabilities.userIndex) return store
  throw new SessionUnsupported(
    'this needs the option store, with a store that lists sessions by user',
  )
}

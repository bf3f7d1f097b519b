import { SessionUnsupported } from '../errors.ts'
import type { SessionBase } from '../session.ts'
import type { SessionState } from '../session-state.ts'
import type { Settings } from '../settings.ts'
import type { SessionStore } from '../store/session-store.ts'
import type { StoreSettings } from './store-settings.ts'
import { currentId, toUserSession, type UserSession } from './user-sessions.ts'

/** What a store knows of a user's sessions. Each method rejects with `SessionUnsupported` where it knows nothing. */
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
    const { store, index } = indexOf(settings)
    const summaries = await index.listByUser(user, now())
    const opened = current && stateOf(current).opened
    return summaries
      .map((summary) => toUserSession(summary, store, opened))
      .toSorted((a, b) => b.lastSeenAt - a.lastSeenAt)
  }
  return {
    listByUser,
    destroyByUser: async (user) => indexOf(settings).index.destroyByUser(user),
    async destroyOthers(session) {
      const { user } = session
      const except = currentId(stateOf(session).opened)
      if (user === undefined || except === undefined) return 0
      return indexOf(settings).index.destroyByUser(user, { except })
    },
    async destroyOne(user, id) {
      const summaries = await indexOf(settings).index.listByUser(user, now())
      const isTheirs = summaries.some((summary) => summary.id === id)
      if (isTheirs) await indexOf(settings).store.store.destroy(id)
      return isTheirs
    },
  }
}

interface IndexedStore {
  readonly store: StoreSettings
  readonly index: Required<Pick<SessionStore, 'listByUser' | 'destroyByUser'>>
}

function indexOf({ store }: Settings): IndexedStore {
  const { listByUser, destroyByUser } = store?.store ?? {}
  if (store === undefined || listByUser === undefined || destroyByUser === undefined) {
    throw new SessionUnsupported(
      'this needs the option store, with a store that lists sessions by user',
    )
  }
  return {
    store,
    index: {
      listByUser: (user, now) => listByUser.call(store.store, user, now),
      destroyByUser: (user, options) => destroyByUser.call(store.store, user, options),
    },
  }
}

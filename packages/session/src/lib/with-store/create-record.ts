import { keysOf } from '../draft.ts'
import { SessionUnavailable } from '../errors.ts'
import { tell } from '../events.ts'
import { successorOf } from '../session-id.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { buildRecord } from './build-change.ts'
import { settle } from './settle.ts'
import type { StoreSettings } from './store-settings.ts'
import { publicId } from './token.ts'

/**
 * Makes a record of what the session holds, under a lookup that no token ever named. Of an empty session that nobody is
 * logged into there is nothing to keep.
 *
 * @throws SessionUnavailable when the store does not answer, or knows three new ids already (rejects)
 */
export async function createRecord(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<'written' | 'nothing'> {
  if (keysOf(opened.draft).length === 0 && opened.user === undefined) return 'nothing'
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const token = attempt === 0 ? successorOf(store, opened) : store.createToken()
    const record = buildRecord(state, opened, token)
    if ((await store.backend.create(token.recordId, record)) === 'created') {
      const { generationAt } = record
      const made = { opening: 'live', isInGrace: false, sendOn: 'always' } as const
      settle(state, opened, token, { ...made, token, record, generationAt })
      tell(state, { type: 'created', session: state.settings.hashId(publicId(token)) })
      return 'written'
    }
  }
  throw new SessionUnavailable(new Error(`${ATTEMPTS} new ids are taken: is randomBytes random?`))
}

const ATTEMPTS = 3

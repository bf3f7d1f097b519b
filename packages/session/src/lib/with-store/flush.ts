import { createDraft, keysOf, toData } from '../draft.ts'
import { tell } from '../events.ts'
import { idOf } from '../session-id.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import type { ApplyResult } from '../store/session-store.ts'
import { applyWithRetry } from './apply-with-retry.ts'
import type { Backing } from './backing.ts'
import { buildRecord, writtenKeys, type ChangePart } from './build-change.ts'
import type { StoreSettings } from './store-settings.ts'
import { publicId, recordId } from './token.ts'

/** What became of the writes. `conflict`: the session went on without them, and nothing was written. */
export type Flushed = 'written' | 'nothing' | 'gone' | 'conflict'

/** Whether there is anything to write. */
function hasWrites(opened: OpenedState): boolean {
  const { fate, remember, previous, draft } = opened
  if (fate !== 'none' || draft.isCleared) return true
  return remember !== (previous?.document.remember ?? false) || writtenKeys(opened).length > 0
}

/**
 * Writes the session to its store, as one atomic change. Rejects when the store does.
 *
 * A *fresh* session makes a record under a new lookup, never under the one that a token named. A *live* one changes its
 * record, which must still be there. A *superseded* one makes a record only when its token is so old that the visitor
 * cannot have the newer one in another tab.
 */
export async function flush(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<Flushed> {
  if (opened.fate === 'ended') await endRecord(state, store, opened)
  if (!hasWrites(opened)) return 'nothing'
  const { opening, record } = opened.backing ?? {}
  if (opened.fate === 'ended' || opening === 'fresh') return create(state, store, opened)
  if (opening !== 'superseded') return change(state, store, opened)
  if (opened.sinceLogin !== undefined) return createLogin(state, store, opened)
  const age = state.settings.now() - (record?.generationAt ?? 0)
  return age < SUPERSEDED_FOR ? 'conflict' : create(state, store, opened)
}

/** Milliseconds for which a write by a superseded token is refused: its visitor has, or will have, the newer one. */
const SUPERSEDED_FOR = 60_000

/** Ends the session that the request brought, unless it went on under a newer token. */
export async function endRecord(
  state: SessionState,
  { backend }: StoreSettings,
  { backing }: OpenedState,
): Promise<void> {
  const isThere = backing?.opening === 'live' || backing?.opening === 'unread'
  if (!isThere || backing.token === undefined) return
  await backend.destroy(recordId(backing.token), backing.token.generation)
  tell(state, { type: 'destroyed', session: state.settings.hashId(publicId(backing.token)) })
}

async function create(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  keys: readonly string[] = keysOf(opened.draft),
): Promise<Flushed> {
  if (keys.length === 0 && opened.user === undefined) return 'nothing'
  for (let attempt = 0; attempt < 3; attempt++) {
    const token = store.createToken()
    const record = buildRecord(state, opened, token, keys)
    if ((await store.backend.create(recordId(token), record)) === 'created') {
      const { generationAt } = record
      settle(state, opened, { opening: 'live', token, record, generationAt, isOutdated: true })
      tell(state, { type: 'created', session: state.settings.hashId(publicId(token)) })
      return 'written'
    }
  }
  throw new Error('three new ids were taken already: is randomBytes random?')
}

/** A login that cannot go on with the visitor's session begins one of its own, with what was written since. */
function createLogin(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<Flushed> {
  const keys = keysOf(opened.draft).filter((key) => opened.sinceLogin?.has(key))
  return create(state, store, opened, keys)
}

async function change(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Promise<Flushed> {
  const { fate, backing, id } = opened
  const keys = writtenKeys(opened)
  const [, ...others] = keys.filter((key) => opened.draft.updates.has(key))
  const part = {
    keys: keys.filter((key) => !others.includes(key)),
    ...nextOf(state, store, opened),
  }
  const status = await applyParts(state, store, opened, part, others)
  if (status !== 'applied') return refused(state, store, opened, keys, status)
  if (opened.backing !== undefined) settle(state, opened, opened.backing)
  if (fate === 'renewed' && backing?.token !== undefined) {
    const { hashId } = state.settings
    const session = hashId(idOf(state))
    tell(state, {
      type: 'regenerated',
      session,
      previous: hashId(id ?? publicId(backing.token)),
    })
  }
  return 'written'
}

/** A store compares one key in one step: each further `update` is a change of its own. */
async function applyParts(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  part: ChangePart,
  others: readonly string[],
): Promise<ApplyResult['status']> {
  const parts = [part, ...others.map((key) => ({ keys: [key] }))]
  for (const each of parts) {
    const status = await applyWithRetry(state, store, opened, each)
    if (status !== 'applied') return status
  }
  return 'applied'
}

/** The new generation that the session takes, if it takes one. Only the current token rotates, and stays valid a while. */
function nextOf(
  { settings }: SessionState,
  { createToken }: StoreSettings,
  { fate, backing }: OpenedState,
): Omit<ChangePart, 'keys'> {
  if (fate !== 'renewed' && fate !== 'rotated') return {}
  const { generation } = createToken()
  if (fate === 'renewed') return { next: { generation } }
  const { record, token } = backing ?? {}
  const isCurrent = record === undefined || token?.generation === record.generation
  return isCurrent ? { next: { generation, graceUntil: settings.now() + GRACE } } : {}
}

/** Milliseconds for which the token before a rotation is still accepted. */
const GRACE = 30_000

async function refused(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  keys: readonly string[],
  status: ApplyResult['status'],
): Promise<Flushed> {
  if (opened.sinceLogin !== undefined) return createLogin(state, store, opened)
  if (keys.length === 0) return 'nothing'
  if (status !== 'gone') return 'conflict'
  if (opened.backing?.opening === 'unread') return create(state, store, opened, keys)
  return store.ignoresGone ? 'gone' : 'conflict'
}

/** What was written is what the session is from now on. */
function settle(state: SessionState, opened: OpenedState, backing: Backing): void {
  const { createdAt, user, authAt, remember, draft, previous } = opened
  const before = previous?.document.remember ?? false
  const id = backing.token === undefined ? idOf(state) : publicId(backing.token)
  const data = toData(draft)
  const document = { id, createdAt, user, authAt, remember, data }
  Object.assign(opened, {
    id,
    previous: { document, seenAt: state.settings.now(), stale: false },
    backing: { ...backing, isOutdated: backing.isOutdated || remember !== before },
    draft: createDraft(data, draft.accept),
    fate: 'none',
    sinceLogin: undefined,
  })
}

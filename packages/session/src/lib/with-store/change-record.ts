import { tell } from '../events.ts'
import { successorOf } from '../session-id.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import type { ApplyResult } from '../store/session-store.ts'
import { applyWithRetry } from './apply-with-retry.ts'
import { FRESH } from './backing.ts'
import type { ChangePart } from './build-change.ts'
import { settle } from './settle.ts'
import type { StoreSettings } from './store-settings.ts'
import { publicId, type StoreToken } from './token.ts'

/** What became of a change. */
export type ChangeStatus = ApplyResult['status']

/**
 * Changes the session's record, which must be there. A store compares one key in one step: of several keys that were
 * written by `update`, each after the first is a change of its own.
 *
 * @throws SessionUnavailable when the store does not answer (rejects)
 */
export async function changeRecord(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  keys: readonly string[],
): Promise<ChangeStatus> {
  const { fate, previous } = opened
  const [, ...others] = keys.filter((key) => opened.draft.updates?.has(key))
  const first = keys.filter((key) => !others.includes(key))
  const parts = [{ keys: first, ...nextOf(state, store, opened) }, ...others.map(partOf)]
  for (const part of parts) {
    const status = await applyWithRetry(state, store, opened, part)
    if (status !== 'applied') return status
  }
  const { token } = opened.backing ?? FRESH
  if (token === undefined) return 'gone'
  settle(state, opened, token, opened.backing ?? FRESH)
  if (fate === 'renewed') tellRenewed(state, previous?.readId() ?? '', token)
  return 'applied'
}

function tellRenewed(state: SessionState, before: string, token: StoreToken): void {
  const { hashId } = state.settings
  const session = hashId(publicId(token))
  tell(state, { type: 'regenerated', session, previous: hashId(before) })
}

function partOf(key: string): ChangePart {
  return { keys: [key] }
}

/** The new generation that the session takes, if it takes one. Only the current token rotates, and stays valid a while. */
function nextOf(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
): Pick<ChangePart, 'next'> {
  const { fate, backing } = opened
  if (fate === 'renewed') {
    return { next: { generation: successorOf(store, opened).generation } }
  }
  if (fate !== 'rotated' || backing?.isInGrace === true) return {}
  const generation = store.createGeneration()
  return { next: { generation, graceUntil: state.settings.now() + GRACE } }
}

/** Milliseconds for which the token before a rotation is still accepted. */
const GRACE = 30_000

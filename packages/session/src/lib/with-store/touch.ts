import { SessionUnavailable } from '../errors.ts'
import { limitsOf } from '../open-cookie.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { FRESH } from './backing.ts'
import { activityOf } from './build-change.ts'
import type { StoreSettings } from './store-settings.ts'
import { tellUnavailable } from './tell-unavailable.ts'

/** Lets a runtime finish work behind the response, as `ctx.waitUntil` on Workers. What it returns is waited for. */
export type WaitUntil = (work: Promise<unknown>) => unknown

/** Writes activity down when half of the idle window is used. It carries no data, so its failure costs nobody any. */
export async function touch(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  waitUntil: WaitUntil | undefined,
): Promise<void> {
  if (!isTouchDue(state, opened)) return
  const work = writeActivity(state, store, opened)
  await (waitUntil === undefined ? work : waitUntil(work))
}

/** Whether half of the idle window is used since activity was last written down. */
export function isTouchDue(
  { settings }: SessionState,
  { backing, activity, remember }: OpenedState,
): boolean {
  const { opening, record } = backing ?? FRESH
  if (record === undefined || opening !== 'live' || activity === false) return false
  return (settings.now() - record.touchedAt) * 2 >= limitsOf(settings, remember).idle * 1000
}

async function writeActivity(
  state: SessionState,
  { backend, createOperation }: StoreSettings,
  opened: OpenedState,
): Promise<void> {
  const { token } = opened.backing ?? FRESH
  if (token === undefined) return
  const now = state.settings.now()
  const change = { now, operation: createOperation(), generation: token.generation }
  try {
    await backend.apply(token.recordId, { ...change, ...activityOf(state.settings, opened, now) })
  } catch (error) {
    if (!(error instanceof SessionUnavailable)) throw error
    tellUnavailable(state, opened.backing, error)
  }
}

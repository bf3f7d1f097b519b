import { writeKey, type Draft } from '../draft.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { applyChange } from '../store/apply-change.ts'
import type { ApplyResult, SessionChange } from '../store/session-store.ts'
import { checkValue } from '../writing.ts'
import { buildChange, type ChangePart } from './build-change.ts'
import type { StoreSettings } from './store-settings.ts'
import { recordId } from './token.ts'

/**
 * Applies one change. Where an `update` met a value that another request wrote meanwhile, the value is made again of
 * that one, until it fits or two seconds are over; the pauses are random up to a limit that doubles from 5 ms ("full
 * jitter"), so that many who met once do not meet again.
 */
export async function applyWithRetry(
  state: SessionState,
  store: StoreSettings,
  opened: OpenedState,
  part: ChangePart,
): Promise<ApplyResult['status']> {
  const giveUpAt = performance.now() + DEADLINE
  let current = part
  for (let attempt = 0; ; attempt++) {
    const change = buildChange(state, opened, current, store.createToken().lookup)
    const result = await applyOnce(store, opened, change)
    if (result.status === 'superseded' && current.next?.graceUntil !== undefined) {
      // Another request rotated first: its token is the new one, and ours is still good for the data.
      current = { keys: current.keys }
    } else if (result.status !== 'conflict' || performance.now() > giveUpAt) {
      return result.status
    } else {
      await pause(Math.random() * Math.min(5 * 2 ** attempt, LONGEST_PAUSE))
      if (!(await updateAgain(state, store, opened, change.ifKey?.key ?? ''))) return 'gone'
    }
  }
}

const DEADLINE = 2000
const LONGEST_PAUSE = 200

async function applyOnce(
  { backend }: StoreSettings,
  opened: OpenedState,
  change: SessionChange,
): Promise<ApplyResult> {
  const { backing } = opened
  if (backing?.token === undefined) return { status: 'gone' }
  const result = await backend.apply(recordId(backing.token), change)
  if (result.status === 'applied') {
    const { generation, generationAt } = result
    const token = { ...backing.token, generation }
    const record = backing.record && applyChange(backing.record, change).record
    const isOutdated = backing.isOutdated || generation !== backing.token.generation
    opened.backing = {
      ...backing,
      token,
      record: record ?? backing.record,
      generationAt,
      isOutdated,
    }
  }
  return result
}

/** Makes the key's value again of what is stored now. `false` when the record is gone. */
async function updateAgain(
  { settings }: SessionState,
  { backend }: StoreSettings,
  opened: OpenedState,
  key: string,
): Promise<boolean> {
  const { backing, draft } = opened
  if (backing?.token === undefined) return false
  const record = await backend.read(recordId(backing.token), settings.now())
  if (record === null) return false
  opened.backing = { ...backing, record }
  const updates = draft.updates.get(key) ?? []
  const stored: unknown = parse(draft, record.data, key)
  const value = updates.reduce((before: unknown, update) => update(before), stored)
  writeKey(draft, key, checkValue(settings, key, value))
  draft.updates.set(key, updates)
  return true
}

function parse(draft: Draft, data: Readonly<Record<string, string>>, key: string): unknown {
  const text = Object.hasOwn(data, key) ? data[key] : undefined
  return text === undefined ? undefined : draft.accept(key, JSON.parse(text), draft.codec)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

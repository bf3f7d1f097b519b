import { setUpdates, writeKey, type Draft } from '../draft.ts'
import { SessionUnavailable } from '../errors.ts'
import type { OpenedState, SessionState } from '../session-state.ts'
import { applyChange, isLive } from '../store/apply-change.ts'
import type { ApplyResult, SessionChange } from '../store/session-store.ts'
import { checkValue } from '../writing.ts'
import type { Backing } from './backing.ts'
import { buildChange, type ChangePart } from './build-change.ts'
import { parseText } from './parse-text.ts'
import type { StoreSettings } from './store-settings.ts'
import { type StoreToken } from './token.ts'

type Status = ApplyResult['status']

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
): Promise<Status> {
  const giveUpAt = performance.now() + DEADLINE
  const rest = (): number => giveUpAt - performance.now()
  let current = part
  for (let attempt = 0; ; attempt++) {
    const before = rest()
    const change = buildChange(state, opened, current, store.createOperation())
    const status = await applyOnce(store, opened, change, before)
    if (status === 'superseded' && current.next?.graceUntil !== undefined) {
      // Another request rotated first: its token is the new one, and ours is still good for the data.
      current = { keys: current.keys }
    } else if (status !== 'conflict' || rest() < NEXT_TRY * (before - rest())) {
      // A try that may not be over in time is not begun: nobody would know its end.
      return status
    } else {
      await pause(Math.random() * Math.min(5 * 2 ** attempt, LONGEST_PAUSE))
      const key = change.ifKey?.key ?? ''
      const read = await readAgain(state, store, opened, key, rest())
      if (read !== 'live') return read
      updateAgain(state, opened, key)
    }
  }
}

const DEADLINE = 2000
const LONGEST_PAUSE = 200
/** A next try, with its pause and its read, takes at most so many times as long as the change of this one, as a rule. */
const NEXT_TRY = 3

async function applyOnce(
  { backend }: StoreSettings,
  opened: OpenedState,
  change: SessionChange,
  deadline: number,
): Promise<Status> {
  const { backing } = opened
  if (backing?.token === undefined) return 'gone'
  const pending = backend.apply(backing.token.recordId, change, deadline)
  const result = await applyOrDoubt(pending, opened, change)
  if (result.status === 'applied') {
    opened.backing = { ...backing, ...afterChange(backing, backing.token, change, result) }
  }
  return result.status
}

/** Nobody knows whether a change without an answer was made: made again of its own result, an update would count twice. */
async function applyOrDoubt(
  pending: Promise<ApplyResult>,
  opened: OpenedState,
  { ifKey }: SessionChange,
): Promise<ApplyResult> {
  if (opened.isInDoubt) throw new SessionUnavailable(new Error('an update before had no answer'))
  try {
    return await pending
  } catch (error) {
    opened.isInDoubt = ifKey !== undefined
    throw error
  }
}

/** The record may have gone on under a newer token meanwhile, which ours is answered with in its grace. */
function afterChange(
  { record, sendOn }: Backing,
  token: StoreToken,
  change: SessionChange,
  { generation, generationAt }: Extract<ApplyResult, { status: 'applied' }>,
): Pick<Backing, 'token' | 'record' | 'generationAt' | 'sendOn'> {
  const changed = record && (applyChange(record, change).record ?? record)
  const isNewer = generation !== token.generation && sendOn !== 'always'
  return {
    token: { ...token, generation },
    record: changed && { ...changed, generation, generationAt },
    generationAt,
    sendOn: change.next !== undefined ? 'always' : isNewer ? 'touch' : sendOn,
  }
}

/** What is stored under the key now, unless the token has lost the right to see it. Other keys stay as they were read. */
async function readAgain(
  { settings }: SessionState,
  { backend }: StoreSettings,
  opened: OpenedState,
  key: string,
  deadline: number,
): Promise<'live' | 'gone' | 'superseded'> {
  const { backing } = opened
  if (backing?.token === undefined || backing.record === undefined) return 'gone'
  const now = settings.now()
  const record = await backend.read(backing.token.recordId, now, deadline)
  if (record === null) return 'gone'
  if (!isLive(record, backing.token.generation, now)) return 'superseded'
  const others = Object.entries(backing.record.data).filter(([other]) => other !== key)
  const own = Object.entries(record.data).filter(([other]) => other === key)
  const data = Object.fromEntries([...others, ...own])
  opened.backing = { ...backing, record: { ...backing.record, data } }
  return 'live'
}

/** Makes the key's value again of what is stored now. */
function updateAgain({ settings }: SessionState, opened: OpenedState, key: string): void {
  const { draft, backing } = opened
  const { data = {} } = backing?.record ?? {}
  const text = Object.hasOwn(data, key) ? data[key] : undefined
  const updates = draft.updates?.get(key) ?? []
  const stored = text === undefined ? undefined : acceptText(draft, key, text)
  const value = updates.reduce((before: unknown, update) => update(before), stored)
  writeKey(draft, key, checkValue(settings, key, value))
  setUpdates(draft, key, updates)
}

function acceptText({ accept, codec }: Draft, key: string, text: string): unknown {
  const value = parseText(text)
  return accept === undefined ? value : accept(key, value, codec)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

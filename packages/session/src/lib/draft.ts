import { JSON_CODEC, type SessionValue, type ValueCodec } from './value-codec.ts'

/** Plain values by key. `JSON.parse` made it, so that `__proto__` is a key like any other. */
export type SessionData = Readonly<Record<string, SessionValue>>

/** Whether a stored value may be read: the value as its schema gives it, or `undefined`. */
export type Accept = (
  key: string,
  value: SessionValue,
  codec: ValueCodec,
) => SessionValue | undefined

/** Makes a key's new value of its old one. */
export type Update = (value: unknown) => unknown

/**
 * A snapshot and a journal: reads see the snapshot with the journal over it, writes are recorded, one final operation
 * for each key.
 */
export interface Draft {
  readonly snapshot: SessionData
  readonly accept: Accept
  /** What the session's format makes of values. */
  readonly codec: ValueCodec
  /** What was written, by key; `undefined` for a removed key. */
  readonly journal: Map<string, SessionValue | undefined>
  /** What was read of the snapshot, by key. */
  readonly reads: Map<string, Read>
  /** The keys whose journal entry is made of the stored value: it can be made again of a newer one. */
  readonly updates: Map<string, readonly Update[]>
  /** Every key was removed, also those that another request adds meanwhile. */
  isCleared: boolean
}

/** A value as its reader got it; `undefined` when its schema refused it. */
interface Read {
  readonly value: SessionValue | undefined
  /** An object's text when it was handed out: its reader may change it in place, and `changedKeys` compares. */
  readonly text: string | undefined
}

/** Begins a journal over a snapshot. */
export function createDraft(
  snapshot: SessionData,
  accept: Accept,
  codec: ValueCodec = JSON_CODEC,
): Draft {
  const [journal, reads, updates] = [new Map(), new Map(), new Map()]
  return { snapshot, accept, codec, journal, reads, updates, isCleared: false }
}

/** The key's value now. An object may be changed in place. */
export function readKey(draft: Draft, key: string): SessionValue | undefined {
  if (draft.journal.has(key)) return draft.journal.get(key)
  const before = draft.reads.get(key)
  if (before !== undefined) return before.value
  const stored = storedValue(draft, key)
  if (stored === undefined) return undefined
  const { accept, codec, reads } = draft
  const value = accept(key, stored, codec)
  reads.set(key, { value, text: isObject(value) ? codec.print(value, key) : undefined })
  return value
}

/**
 * Records a copy of the value.
 *
 * @throws TypeError when the format would lose something of it, naming the path
 */
export function writeKey(draft: Draft, key: string, value: unknown): void {
  draft.journal.set(key, draft.codec.copy(value, key))
  draft.updates.delete(key)
}

/** Records what a function made of the stored value. Of a value that this request set, it is a write like any other. */
export function updateKey(draft: Draft, key: string, update: Update, value: unknown): void {
  const isOwn = draft.journal.has(key) || draft.isCleared
  const before = draft.updates.get(key) ?? (isOwn ? undefined : [])
  writeKey(draft, key, value)
  if (before !== undefined) draft.updates.set(key, [...before, update])
}

/** Records that the key is gone. */
export function removeKey(draft: Draft, key: string): void {
  draft.journal.set(key, undefined)
  draft.updates.delete(key)
}

/** Records that every key is gone, those that a schema hides too. */
export function clearKeys(draft: Draft): void {
  for (const key of keysOf(draft)) removeKey(draft, key)
  draft.isCleared = true
}

/** The draft once its journal was written: the same values, and objects that were handed out are still watched. */
export function settleDraft(draft: Draft): Draft {
  const reads = new Map<string, Read>()
  const entries = keysOf(draft).map((key): [string, SessionValue] => {
    const value = currentValue(draft, key) ?? null
    const isOut = draft.journal.has(key) || draft.reads.has(key)
    if (!isOut || !isObject(value)) return [key, value]
    reads.set(key, { value, text: JSON.stringify(value) })
    return [key, draft.codec.copy(value, key)]
  })
  return { ...createDraft(Object.fromEntries(entries), draft.accept, draft.codec), reads }
}

/** A draft of what was written under these keys, and nothing else. */
export function pickKeys(draft: Draft, keys: ReadonlySet<string>): Draft {
  const picked = createDraft({}, draft.accept, draft.codec)
  for (const [key, value] of draft.journal) if (keys.has(key)) picked.journal.set(key, value)
  return picked
}

/** The keys that have a value now, in the order in which they came; those that a schema hides too. */
export function keysOf(draft: Draft): string[] {
  const keys = Object.keys(draft.snapshot)
  for (const key of draft.journal.keys()) if (!Object.hasOwn(draft.snapshot, key)) keys.push(key)
  return keys.filter((key) => currentValue(draft, key) !== undefined)
}

/** The keys whose value differs from the snapshot. Setting an equal value is no change. */
export function changedKeys(draft: Draft): string[] {
  const keys = [...draft.journal.keys()]
  for (const [key, { text }] of draft.reads) {
    if (text !== undefined && !draft.journal.has(key)) keys.push(key)
  }
  return keys.filter((key) => textNow(draft, key) !== textBefore(draft, key))
}

/**
 * The key's value as it is written. What nobody asked for nobody can have changed, and needs no copy.
 *
 * @throws TypeError when an object was changed in place into something that the format would lose, naming the path
 */
export function valueToWrite(draft: Draft, key: string): SessionValue | undefined {
  if (!draft.journal.has(key) && !draft.reads.has(key)) return storedValue(draft, key)
  const value = currentValue(draft, key)
  return value === undefined ? undefined : draft.codec.copy(value, key)
}

/**
 * The snapshot with the journal over it, as it is written.
 *
 * @throws TypeError when an object was changed in place into something that the format would lose, naming the path
 */
export function toData(draft: Draft): SessionData {
  return Object.fromEntries(keysOf(draft).map((key) => [key, valueToWrite(draft, key) ?? null]))
}

/** An object that was changed in place may hold anything by now; what cannot be written counts as changed. */
function textNow(draft: Draft, key: string): string | null | undefined {
  try {
    const value = valueToWrite(draft, key)
    return value === undefined ? undefined : draft.codec.print(value, key)
  } catch {
    return null
  }
}

function textBefore(draft: Draft, key: string): string | undefined {
  const text = draft.reads.get(key)?.text
  if (text !== undefined) return text
  const stored = storedValue(draft, key)
  return stored === undefined ? undefined : draft.codec.printStored(stored, key)
}

function currentValue(draft: Draft, key: string): SessionValue | undefined {
  if (draft.journal.has(key)) return draft.journal.get(key)
  const read = draft.reads.get(key)
  return read === undefined ? storedValue(draft, key) : read.value
}

function storedValue({ snapshot }: Draft, key: string): SessionValue | undefined {
  return Object.hasOwn(snapshot, key) ? snapshot[key] : undefined
}

function isObject(value: SessionValue | undefined): value is object {
  return typeof value === 'object' && value !== null
}

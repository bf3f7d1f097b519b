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
 * for each key. The maps are made when something comes into them.
 */
export interface Draft {
  readonly snapshot: SessionData
  /** `undefined` where every value may be read. */
  readonly accept: Accept | undefined
  /** What the session's format makes of values. */
  readonly codec: ValueCodec
  /** What was written, by key; `undefined` for a removed key. */
  journal: Map<string, SessionValue | undefined> | undefined
  /** What was read of the snapshot, by key, where it is an object or a schema was asked. */
  reads: Map<string, Read> | undefined
  /** The keys whose journal entry is made of the stored value: it can be made again of a newer one. */
  updates: Map<string, readonly Update[]> | undefined
  /** Every key was removed, also those that another request adds meanwhile. */
  isCleared: boolean
}

/** A value as its reader got it; `undefined` when its schema refused it. */
export interface Read {
  readonly value: SessionValue | undefined
  /** An object's text when it was handed out: its reader may change it in place, and `changedKeys` compares. */
  readonly text: string | undefined
}

/** Begins a journal over a snapshot. */
export function createDraft(
  snapshot: SessionData,
  accept: Accept | undefined,
  codec: ValueCodec = JSON_CODEC,
): Draft {
  return {
    snapshot,
    accept,
    codec,
    journal: undefined,
    reads: undefined,
    updates: undefined,
    isCleared: false,
  }
}

/** The key's value now. An object may be changed in place. */
export function readKey(draft: Draft, key: string): SessionValue | undefined {
  const { journal, reads, accept } = draft
  if (journal?.has(key)) return journal.get(key)
  const before = reads?.get(key)
  if (before !== undefined) return before.value
  const stored = storedValue(draft, key)
  if (stored === undefined || (accept === undefined && !isObject(stored))) return stored
  return readFirst(draft, key, stored)
}

/** Whether a value may be changed in place. */
export function isObject(value: SessionValue | undefined): value is object {
  return typeof value === 'object' && value !== null
}

/**
 * Records a copy of the value.
 *
 * @throws TypeError when the format would lose something of it, naming the path
 */
export function writeKey(draft: Draft, key: string, value: unknown): void {
  const copy = draft.codec.copy(value, key)
  draft.journal ??= new Map()
  draft.journal.set(key, copy)
  draft.updates?.delete(key)
}

/** Records what a function made of the stored value. Of a value that this request set, it is a write like any other. */
export function updateKey(draft: Draft, key: string, update: Update, value: unknown): void {
  const isOwn = draft.journal?.has(key) || draft.isCleared
  const before = draft.updates?.get(key) ?? (isOwn ? undefined : [])
  writeKey(draft, key, value)
  if (before !== undefined) setUpdates(draft, key, [...before, update])
}

/** Records of what the key's value is made. */
export function setUpdates(draft: Draft, key: string, updates: readonly Update[]): void {
  draft.updates ??= new Map()
  draft.updates.set(key, updates)
}

/** Records that the key is gone. */
export function removeKey(draft: Draft, key: string): void {
  draft.journal ??= new Map()
  draft.journal.set(key, undefined)
  draft.updates?.delete(key)
}

/** Records that every key is gone, those that a schema hides too. */
export function clearKeys(draft: Draft): void {
  for (const key of keysOf(draft)) removeKey(draft, key)
  draft.isCleared = true
}

/** The keys that have a value now, in the order in which they came; those that a schema hides too. */
export function keysOf(draft: Draft): string[] {
  const { journal, reads, snapshot } = draft
  const keys = Object.keys(snapshot)
  if (journal === undefined && reads === undefined) return keys
  for (const key of journal?.keys() ?? []) if (!Object.hasOwn(snapshot, key)) keys.push(key)
  return keys.filter((key) => currentValue(draft, key) !== undefined)
}

/** What is now under the key, without handing it out. */
export function currentValue(draft: Draft, key: string): SessionValue | undefined {
  if (draft.journal?.has(key)) return draft.journal.get(key)
  const read = draft.reads?.get(key)
  return read === undefined ? storedValue(draft, key) : read.value
}

/** What the snapshot has under the key. */
export function storedValue({ snapshot }: Draft, key: string): SessionValue | undefined {
  return Object.hasOwn(snapshot, key) ? snapshot[key] : undefined
}

function readFirst(draft: Draft, key: string, stored: SessionValue): SessionValue | undefined {
  const { accept, codec } = draft
  const value = accept === undefined ? stored : accept(key, stored, codec)
  const text = isObject(value) ? codec.print(value, key) : undefined
  draft.reads ??= new Map()
  draft.reads.set(key, { value, text })
  return value
}

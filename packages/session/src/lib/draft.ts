import { copyJson, type JsonValue } from './json-value.ts'

/** Plain values by key. `JSON.parse` made it, so that `__proto__` is a key like any other. */
export type SessionData = Readonly<Record<string, JsonValue>>

/** Whether a stored value may be read: the value as its schema gives it, or `undefined`. */
export type Accept = (key: string, value: JsonValue) => JsonValue | undefined

/** The final value of each changed key; `undefined` means removed. */
export type Changes = ReadonlyMap<string, JsonValue | undefined>

/**
 * A snapshot and a journal: reads see the snapshot with the journal over it, writes are recorded, one final operation
 * for each key.
 */
export interface Draft {
  readonly snapshot: SessionData
  readonly accept: Accept
  /** What was written, by key; `undefined` for a removed key. */
  readonly journal: Map<string, JsonValue | undefined>
  /** What was read of the snapshot, by key. */
  readonly reads: Map<string, Read>
}

/** A value as its reader got it; `undefined` when its schema refused it. */
interface Read {
  readonly value: JsonValue | undefined
  /** An object's text when it was handed out: its reader may change it in place, and `changesOf` compares. */
  readonly text: string | undefined
}

/** Begins a journal over a snapshot. */
export function createDraft(snapshot: SessionData, accept: Accept): Draft {
  return { snapshot, accept, journal: new Map(), reads: new Map() }
}

/** The key's value now. An object may be changed in place. */
export function readKey(draft: Draft, key: string): JsonValue | undefined {
  if (draft.journal.has(key)) return draft.journal.get(key)
  const before = draft.reads.get(key)
  if (before !== undefined) return before.value
  const stored = storedValue(draft, key)
  if (stored === undefined) return undefined
  const value = draft.accept(key, stored)
  draft.reads.set(key, { value, text: isObject(value) ? JSON.stringify(value) : undefined })
  return value
}

/**
 * Records a copy of the value.
 *
 * @throws TypeError when JSON would lose something of it, naming the path
 */
export function writeKey(draft: Draft, key: string, value: unknown): void {
  draft.journal.set(key, copyJson(value, key))
}

/** Records that the key is gone. */
export function removeKey(draft: Draft, key: string): void {
  draft.journal.set(key, undefined)
}

/** The keys that have a value now, in the order in which they came; those that a schema hides too. */
export function keysOf(draft: Draft): string[] {
  const keys = Object.keys(draft.snapshot)
  for (const key of draft.journal.keys()) if (!Object.hasOwn(draft.snapshot, key)) keys.push(key)
  return keys.filter((key) => currentValue(draft, key) !== undefined)
}

/**
 * What differs from the snapshot. Setting an equal value is no change.
 *
 * @throws TypeError when an object was changed in place into something that JSON would lose
 */
export function changesOf(draft: Draft): Changes {
  const changes = new Map<string, JsonValue | undefined>()
  for (const [key, value] of draft.journal) addChange(changes, draft, key, value)
  for (const [key, { value, text }] of draft.reads) {
    if (text !== undefined && !draft.journal.has(key)) addChange(changes, draft, key, value)
  }
  return changes
}

/** The snapshot with the journal over it, as it is written. */
export function toData(draft: Draft): SessionData {
  return Object.fromEntries(keysOf(draft).map((key) => [key, currentValue(draft, key) ?? null]))
}

function addChange(
  changes: Map<string, JsonValue | undefined>,
  draft: Draft,
  key: string,
  value: JsonValue | undefined,
): void {
  const copy = value === undefined ? undefined : copyJson(value, key)
  if (JSON.stringify(copy) !== textBefore(draft, key)) changes.set(key, copy)
}

function textBefore(draft: Draft, key: string): string | undefined {
  return draft.reads.get(key)?.text ?? JSON.stringify(storedValue(draft, key))
}

function currentValue(draft: Draft, key: string): JsonValue | undefined {
  if (draft.journal.has(key)) return draft.journal.get(key)
  const read = draft.reads.get(key)
  return read === undefined ? storedValue(draft, key) : read.value
}

function storedValue({ snapshot }: Draft, key: string): JsonValue | undefined {
  return Object.hasOwn(snapshot, key) ? snapshot[key] : undefined
}

function isObject(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null
}

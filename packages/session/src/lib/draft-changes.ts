import {
  createDraft,
  currentValue,
  isObject,
  keysOf,
  storedValue,
  type Draft,
  type Read,
  type SessionData,
} from './draft.ts'
import type { SessionValue } from './value-codec.ts'

/** The keys whose value differs from the snapshot. Setting an equal value is no change. */
export function changedKeys(draft: Draft): string[] {
  const { journal, reads } = draft
  const keys: string[] = []
  if (journal !== undefined) {
    for (const key of journal.keys()) if (isChanged(draft, key)) keys.push(key)
  }
  if (reads === undefined) return keys
  for (const [key, { text }] of reads) {
    if (text !== undefined && !journal?.has(key) && isChanged(draft, key)) keys.push(key)
  }
  return keys
}

/**
 * The key's value as it is written. What nobody asked for nobody can have changed, and needs no copy.
 *
 * @throws TypeError when an object was changed in place into something that the format would lose, naming the path
 */
export function valueToWrite(draft: Draft, key: string): SessionValue | undefined {
  if (!draft.journal?.has(key) && !draft.reads?.has(key)) return storedValue(draft, key)
  const value = currentValue(draft, key)
  return isObject(value) ? draft.codec.copy(value, key) : value
}

/**
 * The snapshot with the journal over it, as it is written.
 *
 * @throws TypeError when an object was changed in place into something that the format would lose, naming the path
 */
export function toData(draft: Draft): SessionData {
  const { snapshot, journal, reads } = draft
  const data: Record<string, SessionValue> = { ...snapshot }
  if (reads !== undefined) for (const key of reads.keys()) put(data, key, valueToWrite(draft, key))
  if (journal !== undefined) {
    for (const key of journal.keys()) put(data, key, valueToWrite(draft, key))
  }
  return data
}

/** The draft once its journal was written: the same values, and objects that were handed out are still watched. */
export function settleDraft(draft: Draft): Draft {
  const reads = new Map<string, Read>()
  const entries = keysOf(draft).map((key): [string, SessionValue] => {
    const value = currentValue(draft, key) ?? null
    const isOut = draft.journal?.has(key) || draft.reads?.has(key)
    if (!isOut || !isObject(value)) return [key, value]
    reads.set(key, { value, text: draft.codec.print(value, key) })
    return [key, draft.codec.copy(value, key)]
  })
  return { ...createDraft(Object.fromEntries(entries), draft.accept, draft.codec), reads }
}

/** A draft of what was written under these keys, and nothing else. */
export function pickKeys(draft: Draft, keys: ReadonlySet<string>): Draft {
  const written = [...(draft.journal ?? [])].filter(([key]) => keys.has(key))
  return { ...createDraft({}, draft.accept, draft.codec), journal: new Map(written) }
}

/** The data of one draft, with what was written in another over it. */
export function rebase(written: Draft, base: Draft): Draft {
  const { journal, isCleared } = written
  return { ...base, journal: journal && new Map(journal), isCleared }
}

/** Assigning to `__proto__` would set a prototype. */
function put(
  data: Record<string, SessionValue>,
  key: string,
  value: SessionValue | undefined,
): void {
  if (value === undefined) delete data[key]
  else if (key !== '__proto__') data[key] = value
  else Object.defineProperty(data, key, { value, enumerable: true, configurable: true })
}

function isChanged(draft: Draft, key: string): boolean {
  const value = currentValue(draft, key)
  const stored = storedValue(draft, key)
  if (value === undefined || stored === undefined) return value !== stored
  if (!isObject(value) && !isObject(stored)) return !draft.codec.isSame(value, stored, key)
  return textNow(draft, key) !== textBefore(draft, key, stored)
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

function textBefore(draft: Draft, key: string, stored: SessionValue): string {
  return draft.reads?.get(key)?.text ?? draft.codec.printStored(stored, key)
}

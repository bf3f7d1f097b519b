import { copyJson, type JsonValue } from './json-value.ts'
import { createView } from './view.ts'

/** Plain values by key. `JSON.parse` and `Object.fromEntries` make it, so that `__proto__` is a key like any other. */
export type SessionData = Readonly<Record<string, JsonValue>>

/** The final value of each changed key; `undefined` means removed. */
export type Changes = ReadonlyMap<string, JsonValue | undefined>

/** Whether a stored value may be read: the value as its schema gives it, or `undefined`. */
export type Accept = (key: string, value: JsonValue) => JsonValue | undefined

/**
 * A snapshot and a journal: reads see the snapshot with the journal over it, writes are recorded, one final operation
 * for each key.
 */
export interface Draft {
  /** The key's value now. An object may be changed in place: `changes` compares it. */
  read(key: string): JsonValue | undefined
  /** The keys that have a value now, in the order in which they came; hidden ones too. */
  keys(): string[]
  /**
   * Records a copy of the value.
   *
   * @throws TypeError when JSON would lose something, naming the path
   */
  write(key: string, value: unknown): void
  /** Records that the key is gone. */
  remove(key: string): void
  /** What differs from the snapshot. Setting an equal value is no change. */
  changes(): Changes
  /** The snapshot with the journal over it, as it is written. */
  toData(): SessionData
}

/** Begins a journal over a snapshot. */
export function createDraft(snapshot: SessionData, accept: Accept): Draft {
  const journal = new Map<string, JsonValue | undefined>()
  const view = createView(snapshot, accept)

  const current = (key: string): JsonValue | undefined =>
    journal.has(key) ? journal.get(key) : view.current(key)

  function keys(): string[] {
    const all = new Set([...Object.keys(snapshot), ...journal.keys()])
    return [...all].filter((key) => current(key) !== undefined)
  }
  function changes(): Changes {
    const changed = new Map<string, JsonValue | undefined>()
    for (const key of new Set([...view.objects(), ...journal.keys()])) {
      const value = current(key)
      const copy = value === undefined ? undefined : copyJson(value, key)
      if (JSON.stringify(copy) !== view.textBefore(key)) changed.set(key, copy)
    }
    return changed
  }
  return {
    read: (key) => (journal.has(key) ? journal.get(key) : view.read(key)),
    keys,
    write: (key, value) => void journal.set(key, copyJson(value, key)),
    remove: (key) => void journal.set(key, undefined),
    changes,
    toData: () => Object.fromEntries(keys().map((key) => [key, current(key) ?? null])),
  }
}

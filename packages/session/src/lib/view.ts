import type { Accept, SessionData } from './draft.ts'
import type { JsonValue } from './json-value.ts'

/** What was read of a snapshot: values as their schemas gave them, and the text that objects had at that moment. */
export interface SnapshotView {
  /** The value that a reader gets; `undefined` when there is none or its schema refuses it. */
  read(key: string): JsonValue | undefined
  /** The value without handing it out: for writing it again. */
  current(key: string): JsonValue | undefined
  /** The keys whose objects were handed out, and may have been changed in place. */
  objects(): string[]
  /** The value's JSON text before anybody could change it. */
  textBefore(key: string): string | undefined
}

interface Read {
  readonly value: JsonValue | undefined
  /** Only objects can be changed in place; for them the text is kept. */
  readonly text: string | undefined
}

/** Begins reading a snapshot. */
export function createView(snapshot: SessionData, accept: Accept): SnapshotView {
  const reads = new Map<string, Read>()

  function raw(key: string): JsonValue | undefined {
    return Object.hasOwn(snapshot, key) ? snapshot[key] : undefined
  }
  function read(key: string): JsonValue | undefined {
    const before = reads.get(key)
    if (before !== undefined) return before.value
    const stored = raw(key)
    if (stored === undefined) return undefined
    const value = accept(key, stored)
    reads.set(key, { value, text: isObject(value) ? JSON.stringify(value) : undefined })
    return value
  }
  function current(key: string): JsonValue | undefined {
    const before = reads.get(key)
    return before === undefined ? raw(key) : before.value
  }
  return {
    read,
    current,
    objects: () => [...reads].filter(([, { text }]) => text !== undefined).map(([key]) => key),
    textBefore: (key) => reads.get(key)?.text ?? JSON.stringify(raw(key)),
  }
}

function isObject(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null
}

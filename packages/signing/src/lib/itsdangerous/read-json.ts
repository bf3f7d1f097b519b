import type { JsonNode } from './json-node.ts'

/** One member of an object: its value, and the text it was read from. */
export interface Member {
  readonly text: string
  readonly node: JsonNode
}

/**
 * Reads JSON as Python's `json.loads` does: of RFC 8259, and `NaN`, `Infinity` and `-Infinity`. Of a key that occurs
 * twice the last one counts.
 *
 * @returns undefined when it is no JSON, or nests deeper than 512
 */
export function readJson(text: string): JsonNode | undefined {
  return readWhole(text, readValue)
}

/** Reads a JSON object's members with the text of each value. */
export function readMembers(text: string): Map<string, Member> | undefined {
  return readWhole(text, (cursor) => {
    if (!take(cursor, '{')) throw new SyntaxError('expected an object')
    return readObject(cursor, readMember)
  })
}

interface Cursor {
  readonly text: string
  at: number
  depth: number
}

function readWhole<T>(text: string, read: (cursor: Cursor) => T): T | undefined {
  const cursor: Cursor = { text, at: 0, depth: 0 }
  try {
    skipSpace(cursor)
    const value = read(cursor)
    skipSpace(cursor)
    return cursor.at === text.length ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function readMember(cursor: Cursor): Member {
  const start = cursor.at
  const node = readValue(cursor)
  return { text: cursor.text.slice(start, cursor.at), node }
}

function readValue(cursor: Cursor): JsonNode {
  if (cursor.text[cursor.at] === '"') return readString(cursor)
  if (take(cursor, '{')) return readObject(cursor, readValue)
  if (take(cursor, '[')) return readArray(cursor)
  if (take(cursor, 'null')) return null
  if (take(cursor, 'true')) return true
  if (take(cursor, 'false')) return false
  return { source: match(cursor, NUMBER) }
}

function readString(cursor: Cursor): string {
  const value: unknown = JSON.parse(match(cursor, STRING))
  return String(value)
}

function readObject<T>(cursor: Cursor, readOne: (cursor: Cursor) => T): Map<string, T> {
  const members = new Map<string, T>()
  readItems(cursor, '}', () => {
    const key = readString(cursor)
    skipSpace(cursor)
    if (!take(cursor, ':')) throw new SyntaxError('expected a colon')
    skipSpace(cursor)
    members.set(key, readOne(cursor))
  })
  return members
}

function readArray(cursor: Cursor): JsonNode[] {
  const items: JsonNode[] = []
  readItems(cursor, ']', () => items.push(readValue(cursor)))
  return items
}

function readItems(cursor: Cursor, close: string, readItem: () => unknown): void {
  cursor.depth += 1
  if (cursor.depth > MAX_DEPTH) throw new SyntaxError('nests too deep')
  skipSpace(cursor)
  let isEnd = take(cursor, close)
  while (!isEnd) {
    readItem()
    skipSpace(cursor)
    isEnd = take(cursor, close)
    if (!isEnd) skipComma(cursor)
  }
  cursor.depth -= 1
}

function skipComma(cursor: Cursor): void {
  if (!take(cursor, ',')) throw new SyntaxError('expected a comma')
  skipSpace(cursor)
}

function skipSpace(cursor: Cursor): void {
  while (SPACE.has(cursor.text[cursor.at])) cursor.at += 1
}

function take(cursor: Cursor, token: string): boolean {
  const isThere = cursor.text.startsWith(token, cursor.at)
  if (isThere) cursor.at += token.length
  return isThere
}

function match(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at
  const [token] = pattern.exec(cursor.text) ?? []
  if (token === undefined) throw new SyntaxError('unexpected character')
  cursor.at += token.length
  return token
}

/** How deep lists and objects may nest; with Python's own limit of 1,000 frames, Flask writes and reads less. */
const MAX_DEPTH = 512

// RFC 8259 §2: ws = SP HTAB LF CR
const SPACE: ReadonlySet<string | undefined> = new Set([' ', '\t', '\n', '\r'])

// What stands between the quotes is checked by JSON.parse
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy

// RFC 8259 §6, and the three of Python: https://docs.python.org/3/library/json.html#infinite-and-nan-number-values
const NUMBER = /NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y

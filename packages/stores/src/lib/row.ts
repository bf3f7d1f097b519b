import type { ApplyResult, SessionRecord, SessionSummary } from '@costrel/session'

/**
 * A text as SQL engines can hold it: as JSON escapes it, so that U+0000 and lone surrogates, which PostgreSQL refuses
 * and SQLite loses, become ASCII. Ordinary names stay as they are.
 */
export function encodeText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** What `encodeText` made, as it was. */
export function decodeText(text: string): string {
  return String(parse(`"${text}"`))
}

/** Data as one JSON object of texts. The texts are JSON already, and stay encoded inside. */
export function encodeData(data: Readonly<Record<string, string>>): string {
  const entries = Object.entries(data).map(([key, text]) => [encodeText(key), text])
  return JSON.stringify(Object.fromEntries(entries))
}

/**
 * A row as a record.
 *
 * @throws TypeError when it is none of ours
 */
export function readRecord(row: unknown): SessionRecord {
  const { text, time, has } = openRow(row)
  return {
    data: decodeData(text('data')),
    generation: text('generation'),
    generationAt: time('generation_at'),
    ...(has('previous') && {
      previous: text('previous'),
      previousUntil: time('previous_until'),
    }),
    ...(has('user_name') && { user: decodeText(text('user_name')) }),
    createdAt: time('created_at'),
    ...(has('auth_at') && { authAt: time('auth_at') }),
    touchedAt: time('touched_at'),
    idleExpiresAt: time('idle_expires_at'),
    expiresAt: time('expires_at'),
    operations: decodeOperations(text('operations')),
  }
}

/**
 * A row as an entry of a user's list.
 *
 * @throws TypeError when it is none of ours
 */
export function readSummary(row: unknown): SessionSummary {
  const { text, time, has } = openRow(row)
  return {
    id: text('id'),
    data: decodeData(text('data')),
    createdAt: time('created_at'),
    ...(has('auth_at') && { authAt: time('auth_at') }),
    touchedAt: time('touched_at'),
    idleExpiresAt: time('idle_expires_at'),
    expiresAt: time('expires_at'),
  }
}

/** The answer that a statement which applied a change returns. */
export function readApplied(row: unknown): ApplyResult {
  const { text, time } = openRow(row)
  return { status: 'applied', generation: text('generation'), generationAt: time('generation_at') }
}

interface Row {
  text(name: string): string
  /** Milliseconds; drivers give a 64-bit integer as a number, a bigint or text. */
  time(name: string): number
  has(name: string): boolean
}

function openRow(row: unknown): Row {
  const members = new Map(Object.entries(row ?? {}))
  return {
    text(name) {
      const value: unknown = members.get(name)
      return typeof value === 'string' ? value : refuse(name)
    },
    time(name) {
      const time = Number(members.get(name) ?? Number.NaN)
      return Number.isFinite(time) ? time : refuse(name)
    },
    has: (name) => (members.get(name) ?? null) !== null,
  }
}

function refuse(name: string): never {
  throw new TypeError(`the column ${name} of a session has another type than we gave it`)
}

function decodeData(json: string): Record<string, string> {
  const data = parse(json)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return refuse('data')
  const entries = Object.entries(data).map(([key, text]) => [decodeText(key), readText(text)])
  return Object.fromEntries(entries)
}

function readText(text: unknown): string {
  return typeof text === 'string' ? text : refuse('data')
}

function decodeOperations(json: string): string[] {
  const operations = parse(json)
  return Array.isArray(operations) ? operations.map(String) : refuse('operations')
}

/** What `JSON.parse` throws quotes the text. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new TypeError('a text of a session is not as we wrote it')
  }
}

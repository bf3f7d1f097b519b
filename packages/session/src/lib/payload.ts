import type { SessionData } from './draft.ts'

/** What a session is, apart from its data. */
export interface Identity {
  /** 128 random bits, made anew by `login` and `regenerate`. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Who is logged in. */
  readonly user: string | undefined
  /** When they logged in, in milliseconds since the epoch. */
  readonly authAt: number | undefined
}

/** A whole session, as a cookie carries it. */
export interface SessionDocument extends Identity {
  readonly data: SessionData
}

/** The JSON text under the MAC. Names are one letter, since a cookie has 4,096 bytes. */
export function encodePayload({ id, createdAt, user, authAt, data }: SessionDocument): string {
  return JSON.stringify({ i: id, c: createdAt, u: user, a: authAt, d: data })
}

/**
 * Reads what `encodePayload` wrote. The text was under our MAC, but perhaps of another version of this package: any
 * other shape is `null`.
 */
export function decodePayload(text: string): SessionDocument | null {
  const payload = parse(text)
  if (!isObject(payload)) return null
  const { i, c, u, a, d } = payload
  if (typeof i !== 'string' || typeof c !== 'number' || !isData(d)) return null
  if (!isOptional(u, 'string') || !isOptional(a, 'number')) return null
  return { id: i, createdAt: c, user: u, authAt: a, data: d }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every value that JSON.parse gave is a JSON value. */
function isData(value: unknown): value is SessionData {
  return isObject(value)
}

interface Kinds {
  string: string
  number: number
}

function isOptional<Kind extends keyof Kinds>(
  value: unknown,
  kind: Kind,
): value is Kinds[Kind] | undefined {
  return value === undefined || typeof value === kind
}

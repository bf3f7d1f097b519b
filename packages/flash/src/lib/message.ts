import type { JsonValue } from '@costrel/session'
import type { Stamp } from './stamp.ts'

/** What is under a message's MAC; the time stands in the token. */
export interface Content {
  /** Counts the messages of one millisecond. */
  readonly sequence: number
  readonly category: string
  readonly message: JsonValue
}

/** A message, flashed in this request or brought by a cookie. */
export interface Message extends Content, Stamp {
  /** 8 random characters of base64url, the end of its cookie's name. */
  readonly id: string
  /** Bytes of its cookie's name and value. */
  readonly bytes: number
}

/** The order in which messages are shown: by time, by sequence within a millisecond, by id across machines. */
export function inOrder(messages: readonly Message[]): Message[] {
  return messages.toSorted(
    (a, b) => a.time - b.time || a.sequence - b.sequence || (a.id < b.id ? -1 : 1),
  )
}

/** The JSON text that is signed. */
export function encodeContent({ sequence, category, message }: Content): string {
  return JSON.stringify([sequence, category, message])
}

/** Reads what `encodeContent` wrote. It was under our MAC, but perhaps of another version: other shapes are `null`. */
export function decodeContent(text: string): Content | null {
  const payload = parse(text)
  if (!isPayload(payload)) return null
  const [sequence, category, message] = payload
  return { sequence, category, message }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Every value that JSON.parse gave is a JSON value. */
function isPayload(
  value: unknown,
): value is [sequence: number, category: string, message: JsonValue] {
  if (!Array.isArray(value) || value.length !== 3) return false
  return typeof value[0] === 'number' && typeof value[1] === 'string'
}

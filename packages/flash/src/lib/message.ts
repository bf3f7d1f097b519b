import type { JsonValue } from '@costrel/session'

/** What is signed. The sequence counts the messages of one millisecond, from zero. */
export type Content = readonly [sequence: number, category: string, message: JsonValue]

/** A message that waits: flashed in this request, or brought by a cookie. */
export interface Message {
  /** 8 random characters of base64url, the end of its cookie's name. */
  readonly id: string
  /** When it was flashed, in milliseconds since the epoch. */
  readonly time: number
  /** Bytes of its cookie's name and value. */
  readonly bytes: number
  /** What was flashed; `HIDDEN` when the cookie was signed for another user. */
  readonly content: Content
}

/** The id of the cookie that counts lost messages. Its message is their number. */
export const COUNTER_ID = 'dropped'

/** By time, by sequence within a millisecond, by id across machines. What nobody may see comes first. */
export function inOrder(messages: readonly Message[]): Message[] {
  return messages.toSorted(
    (a, b) => a.time - b.time || a.content[0] - b.content[0] || (a.id < b.id ? -1 : 1),
  )
}

/** What stands for the content of a cookie that was signed for another user. */
export const HIDDEN: Content = [0, '', null]

/** Whether this visitor may see it. */
export function isVisible({ content }: Message): boolean {
  return content !== HIDDEN
}

/** Reads a signed text. It was under our MAC, but perhaps of another version: any other shape is `undefined`. */
export function parseContent(text: string): Content | undefined {
  try {
    const payload: unknown = JSON.parse(text)
    return isContent(payload) ? payload : undefined
  } catch {
    return undefined
  }
}

/** Every value that JSON.parse gave is a JSON value. */
function isContent(value: unknown): value is Content {
  const isTriple = Array.isArray(value) && value.length === 3
  return isTriple && typeof value[0] === 'number' && typeof value[1] === 'string'
}

import type { Message } from './message.ts'

/** What browsers and proxies are trusted to carry of us: bytes of all names and values. */
const MAX_BYTES = 4096

/** The cookie that counts lost messages has at most these bytes and its family's name. */
const COUNTER_BYTES = 128

/**
 * Keeps the newest messages that are within the budget.
 *
 * @param messages in their order
 * @param lost how many are counted as lost already
 * @param name the cookies' name without the id
 * @returns the end of `messages`
 */
export function trim(
  messages: readonly Message[],
  lost: number,
  name: string,
  maxMessages: number,
): Message[] {
  const kept = messages.slice(-maxMessages)
  const counter = (): number =>
    lost > 0 || kept.length < messages.length ? name.length + COUNTER_BYTES : 0
  while (bytesOf(kept) + counter() > MAX_BYTES) kept.shift()
  return kept
}

function bytesOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { bytes }) => sum + bytes, 0)
}

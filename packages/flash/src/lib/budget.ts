import type { Message } from './message.ts'

/** What browsers and proxies are trusted to carry of us: bytes of all names and values. */
const MAX_BYTES = 4096

/** What is within the budget. */
export interface Limits {
  readonly maxMessages: number
  /** Bytes of the cookie that counts lost messages, as it is now: 0 without one. */
  readonly counter: number
  /** Bytes of that cookie once something is cut. */
  readonly reserve: () => number
}

/** Messages that may stay, and those that were too many. */
export interface Trimmed {
  readonly kept: readonly Message[]
  /** The oldest ones. */
  readonly cut: readonly Message[]
}

/** Cuts the oldest messages until number and bytes are within the budget. */
export function trim(messages: readonly Message[], limits: Limits): Trimmed {
  if (isWithinBudget(messages, limits)) return { kept: messages, cut: [] }
  const room = MAX_BYTES - limits.reserve()
  const kept = messages.slice(-limits.maxMessages)
  while (bytesOf(kept) > room) kept.shift()
  return { kept, cut: messages.slice(0, messages.length - kept.length) }
}

/** Whether everything may stay. */
export function isWithinBudget(
  cookies: readonly { readonly bytes: number }[],
  { maxMessages, counter }: Limits,
): boolean {
  return cookies.length <= maxMessages && bytesOf(cookies) + counter <= MAX_BYTES
}

function bytesOf(cookies: readonly { readonly bytes: number }[]): number {
  return cookies.reduce((sum, { bytes }) => sum + bytes, 0)
}

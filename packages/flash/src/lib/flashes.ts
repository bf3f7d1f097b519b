import type { HeaderPatch } from '@costrel/http'
import type { JsonValue } from '@costrel/session'

/**
 * A category and its message, as `getFlashedMessages({ withCategories: true })` gives them. The `id` does not show when
 * the pair is printed, compared or spread.
 */
export type FlashedMessage<Category extends string = string> = readonly [
  category: Category | 'message',
  message: JsonValue,
] & {
  /** The random part of its cookie's name, the same in every request that shows the message. */
  readonly id: string
}

/** How messages are read. */
export interface ReadOptions<Category extends string = string> {
  /** Pairs of category and message instead of messages alone. Default: `false`. */
  readonly withCategories?: boolean
  /** Show these categories only, compared exactly; the others are consumed too. Default, and when empty: all. */
  readonly categoryFilter?: Category | 'message' | readonly (Category | 'message')[]
  /**
   * The response is a part of a page that a script puts there (htmx, Turbo): read in an answer to `fetch`
   * (`Sec-Fetch-Dest: empty`) too. Default: `false`.
   */
  readonly fragment?: boolean
}

/** How the request ended. */
export interface FlashOutcome {
  /** The final HTTP status. */
  readonly status: number
  /**
   * Who is logged in as the response commits it, `undefined` for a stranger. When the property is not there, what the
   * function given to `open` says at that time.
   */
  readonly user?: string | undefined
}

/** A request's messages. */
export interface Flashes<Category extends string = string> {
  /** Whether anything was flashed or read in this request. */
  readonly isTouched: boolean
  /**
   * Keeps a copy of a message for the next page that reads.
   *
   * @param message any JSON value
   * @param category default: `message`
   * @throws TypeError when JSON would lose something of the message, naming the path
   * @throws RangeError when the category was not declared
   * @throws FlashError `too-large` when its cookie would be over 1,024 bytes
   * @throws FlashError `sealed` after `patch`
   */
  flash(message: JsonValue, category?: Category | 'message'): void
  /**
   * The messages that wait for this visitor, in the order in which they were flashed: the same list again within the
   * request. Empty in a request that cannot count as shown.
   *
   * @returns a copy
   * @throws RangeError when a category of the filter was not declared
   */
  getFlashedMessages(
    options: ReadOptions<Category> & { readonly withCategories: true },
  ): FlashedMessage<Category>[]
  getFlashedMessages(
    options?: ReadOptions<Category> & { readonly withCategories?: false },
  ): JsonValue[]
  /**
   * What the response's headers need, and the end of the request's messages: a later `flash` throws, a second call
   * gives the same patch. Empty when nothing was flashed or read.
   */
  patch(outcome: FlashOutcome): HeaderPatch
}

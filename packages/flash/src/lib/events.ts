import type { RefusalReason } from '@costrel/signing'
import type { FlashState } from './flash-state.ts'

/** What flash tells of itself: a closed union. No event holds a message, a user, a cookie's value or its random id. */
export type FlashEvent =
  /** A cookie was refused, and left to its `Max-Age`. */
  | {
      readonly type: 'rejected'
      readonly reason: Exclude<RefusalReason, 'signature'>
      /** The cookies' name without the id. */
      readonly cookie: string
    }
  /**
   * That many messages are lost. `budget`: they were the oldest of too many. `status`: the response failed (500 and
   * above). `other-user`: signed for another user, or changed on the way.
   */
  | {
      readonly type: 'dropped'
      readonly reason: 'budget' | 'status' | 'other-user'
      readonly count: number
    }

/** Receives events, with the request that caused them. An observer: what it throws is not let into the response. */
export type OnFlashEvent = (event: FlashEvent, request: Request) => void

/** Hands an event to the observers, and keeps their own failures from the visitor. */
export function emit({ observers, request }: FlashState, event: FlashEvent): void {
  for (const observe of observers) {
    try {
      const pending: unknown = observe(event, request)
      if (pending instanceof Promise) pending.catch(ignore)
    } catch (error) {
      ignore(error)
    }
  }
}

/** A client can cause events at will: a broken observer must not turn them into errors on the page. */
function ignore(_error: unknown): void {}

import type { Context } from 'hono'

/** An event of session or flash. */
export interface ObservedEvent {
  readonly type: string
  readonly reason?: string
  /** Name of the cookie it is about. */
  readonly cookie?: string
  readonly error?: unknown
}

/** Takes the events of this request, and where they come from: `session` or `flash`. */
type ObserveEvents = (source: string, event: ObservedEvent) => void

/** Asks the sessions and flashes inside to tell this request's events. */
export function observeEvents(c: Context, observe: ObserveEvents): void {
  c.set(KEY, observe)
}

/** Who takes this request's events of one source; `undefined` when nobody does. */
export function observerOf(
  c: Context,
  source: string,
): ((event: ObservedEvent) => void) | undefined {
  const observe: ObserveEvents | undefined = c.get(KEY)
  return observe && ((event) => observe(source, event))
}

const KEY = 'costrel:observe'

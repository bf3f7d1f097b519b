/** What is counted: an event of a kind, for a reason. */
export interface RateLimitedEvent {
  /** The kind of event, such as `rejected`. */
  readonly type: string
  /** Why, such as `signature`. */
  readonly reason?: string | undefined
}

/** The summary of events that were held back, in their place. */
export interface HeldBack extends RateLimitedEvent {
  /** How many events of that type and reason were held back in the window that is over. */
  readonly heldBack: number
}

/** Settings of a rate limit. */
export interface RateLimitOptions {
  /** How many events of a type and reason pass in a window. Default: 10. */
  readonly limit?: number
  /** How long a window is, in seconds, from its first event on. Default: 60. */
  readonly seconds?: number
  /** How many types and reasons are counted apart; those beyond share one count, named `other`. Default: 100. */
  readonly maxKeys?: number
  /** The time, in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number
}

/** A rate limit: call it with each event. */
export interface RateLimit<Event> {
  (event: Event): void
  /**
   * Emits the summaries of windows that are over. It is done before each event; call it too at what happens often, such
   * as the end of a request, and with `Infinity` before the program stops.
   *
   * @param now milliseconds since the epoch; default: the current time
   */
  flush(now?: number): void
}

/**
 * Stands between a stream of events and a log: of each type and reason so many pass a minute, the rest is counted, and
 * when the minute is over one summary tells how many. It keeps a bounded table and no timer, so that no client can make
 * it grow and it works where timers do not.
 *
 * @param emit takes the events that pass, and the summaries
 * @throws RangeError when a setting is not a positive number
 */
export function rateLimit<Event extends RateLimitedEvent>(
  emit: (event: Event | HeldBack) => void,
  options: RateLimitOptions = {},
): RateLimit<Event> {
  const { limit = 10, seconds = 60, maxKeys = 100, now = Date.now } = options
  checkPositive({ limit, seconds, maxKeys })
  const windows = new Map<string, Window>()
  const flush = (time = now()): void => {
    for (const summary of closeWindows(windows, time, seconds * 1000)) emit(summary)
  }
  const count = (event: Event): void => {
    const time = now()
    flush(time)
    const window = openWindow(windows, event, time, maxKeys)
    window.count++
    if (window.count <= limit) emit(event)
    else window.heldBack++
  }
  return Object.assign(count, { flush })
}

interface Window {
  readonly type: string
  readonly reason: string | undefined
  readonly startedAt: number
  count: number
  heldBack: number
}

function checkPositive(settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!(value > 0)) throw new RangeError(`${name} must be a positive number`)
  }
}

/** Removes the windows that are over, or begin in a future that a corrected clock has not reached. */
function closeWindows(windows: Map<string, Window>, now: number, length: number): HeldBack[] {
  const summaries: HeldBack[] = []
  for (const [key, { type, reason, startedAt, heldBack }] of windows) {
    const isOpen = now >= startedAt && now < startedAt + length
    if (isOpen) continue
    windows.delete(key)
    if (heldBack > 0) {
      summaries.push({ type, ...(reason !== undefined && { reason }), heldBack })
    }
  }
  return summaries
}

function openWindow(
  windows: Map<string, Window>,
  { type, reason }: RateLimitedEvent,
  startedAt: number,
  maxKeys: number,
): Window {
  const known = windows.get(keyOf(type, reason))
  if (known !== undefined) return known
  const isFull = windows.size >= maxKeys
  const named = isFull ? { type: 'other', reason: undefined } : { type, reason }
  const key = isFull ? '' : keyOf(type, reason)
  const window = windows.get(key) ?? { ...named, startedAt, count: 0, heldBack: 0 }
  windows.set(key, window)
  return window
}

function keyOf(type: string, reason = ''): string {
  return `${type} ${reason}`
}

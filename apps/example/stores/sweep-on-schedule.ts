import type { SessionStore } from '@costrel/session'

/** A sweep that comes again and again. */
export interface Sweep {
  /** Ends it, and waits for the one that is under way. */
  stop(): Promise<void>
}

/**
 * Removes the sessions that have ended, every minute: engines without a clock of their own keep them otherwise.
 *
 * @param tell receives a line when it fails, by default the process's error output
 */
export function sweepOnSchedule(
  store: Required<Pick<SessionStore, 'sweep'>>,
  tell: (line: string) => void = console.error,
): Sweep {
  let running: Promise<void> | undefined
  const timer = setInterval(() => (running ??= sweep()), MINUTE)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }

  async function sweep(): Promise<void> {
    try {
      await store.sweep(Date.now(), LIMIT)
    } catch (error) {
      tell(`Ended sessions could not be removed: ${String(error)}`)
    } finally {
      running = undefined
    }
  }
}

const MINUTE = 60_000

/** Sessions of one sweep: a burst of them is spread over several. */
const LIMIT = 10_000

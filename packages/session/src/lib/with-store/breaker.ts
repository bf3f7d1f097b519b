/** Takes away the wait for a store that does not answer. */
export interface Breaker {
  /**
   * Runs a call. After three failures in a row every call is refused for a second; then one at a time is let through,
   * until one succeeds.
   *
   * @throws Error while calls are refused (rejects), and what the call throws
   */
  run<Value>(call: () => Promise<Value>): Promise<Value>
}

/** Makes a breaker that is closed: every call is let through. */
export function createBreaker(): Breaker {
  let failures = 0
  let refuseUntil = 0
  return {
    async run(call) {
      if (failures >= THRESHOLD) {
        if (performance.now() < refuseUntil) throw new Error('the store did not answer lately')
        // The one that is let through stands for all others until it has an answer.
        refuseUntil = performance.now() + PROBE_TIME
      }
      try {
        const value = await call()
        failures = 0
        return value
      } catch (error) {
        failures += 1
        refuseUntil = performance.now() + COOL_DOWN
        throw error
      }
    },
  }
}

const THRESHOLD = 3
/** Milliseconds. */
const COOL_DOWN = 1000
/** Milliseconds; longer than any deadline. */
const PROBE_TIME = 3000

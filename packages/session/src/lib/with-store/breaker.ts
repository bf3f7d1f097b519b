import { withDeadline } from '../deadline.ts'

/** How long a call may take, in milliseconds. */
export interface CallLimits {
  /** After that it counts as failed. */
  readonly deadline: number
  /** How long its caller waits where the store was away before. Default: the deadline. */
  readonly patience?: number
}

/** Takes away the wait for a store that does not answer. */
export interface Breaker {
  /**
   * Runs a call. After three failures in a row every call is refused for a second; then one at a time is let through,
   * until one succeeds. Whoever brought that one waits no longer than its patience.
   *
   * @throws Error while calls are refused, or when there is no answer in time (rejects), and what the call throws
   */
  run<Value>(call: () => Promise<Value>, limits: CallLimits): Promise<Value>
}

/**
 * Makes a breaker that is closed: every call is let through.
 *
 * @param now a clock in milliseconds that never goes back
 */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let failures = 0
  let successes = 0
  let refuseUntil = 0
  const succeed = (): void => {
    failures = 0
    successes += 1
  }
  const failSince = (successesBefore: number): void => {
    // The store has answered since that call began: it is back.
    if (successes !== successesBefore) return
    failures += 1
    refuseUntil = now() + COOL_DOWN
  }
  return {
    run(call, { deadline, patience = deadline }) {
      const isOpen = failures >= THRESHOLD
      if (isOpen && now() < refuseUntil) return Promise.reject(new Error(REFUSED))
      // The one that is let through stands for all others until it has an answer.
      if (isOpen) refuseUntil = now() + deadline + COOL_DOWN
      const answer = withDeadline(start(call), deadline)
      const before = successes
      answer.then(succeed, () => failSince(before))
      return isOpen ? withDeadline(answer, patience) : answer
    },
  }
}

const REFUSED = 'the store did not answer lately'
const THRESHOLD = 3
/** Milliseconds. */
const COOL_DOWN = 1000

/** A store may throw where it should reject. */
function start<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return call()
  } catch (error) {
    return Promise.reject(error)
  }
}

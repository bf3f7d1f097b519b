/** What the action gives, or the fallback when it throws: proxies and getters can throw from anywhere. */
export function attempt<Result, Fallback>(
  action: () => Result,
  fallback: Fallback,
): Result | Fallback {
  try {
    return action()
  } catch {
    return fallback
  }
}

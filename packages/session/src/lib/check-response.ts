/**
 * Names the mistake of a handler that returned something else. A response of another realm is one too.
 *
 * @throws TypeError when it is no response
 */
export function checkResponse(given: unknown): void {
  if (typeof given === 'object' && given !== null && 'headers' in given) return
  const what = typeof given === 'object' ? 'another object' : typeof given
  throw new TypeError(
    `a session is committed to a Response, not to ${what}: see what the handler returns`,
  )
}

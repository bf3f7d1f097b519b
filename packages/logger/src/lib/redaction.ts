/** Tells whether the value of that name must not be logged. */
export type IsSecret = (name: string) => boolean

/** What stands in place of a redacted value. */
export const REDACTED = '[redacted]'

/**
 * Makes the test that decides by name what is redacted: `cookie`, `set-cookie`, `authorization`, `*token*`,
 * `*secret*`, `*passw*`, `*api?key*`, `*private?key*` and the given patterns. In a pattern `*` is any text and `?` at
 * most one character; small and capital letters are the same.
 */
export function createRedaction(patterns: readonly string[]): IsSecret {
  const names = new RegExp(`^(?:${[ALWAYS, ...patterns.map(toSource)].join('|')})$`, 'is')
  return (name) => names.test(name)
}

const ALWAYS = '(?:set-)?cookie|authorization|.*(?:token|secret|passw|(?:api|private).?key).*'

function toSource(pattern: string): string {
  return pattern.replace(/[^\w*?]/gu, '\\$&').replace(/[*?]/g, '.$&')
}

/** What a response that depends on a cookie needs at least: `private`, or `no-store` when it sets one. */
export type CachePolicy = 'private' | 'no-store'

/** A merged header, and the directives that had to go because they let a shared cache keep the response. */
export interface MergedCacheControl {
  /** The new header's text. */
  readonly value: string
  /** Names of removed directives, such as `public` and `s-maxage`. */
  readonly removed: readonly string[]
}

/**
 * Merges the app's `Cache-Control` (RFC 9111 §5.2) with the policy that a session needs.
 *
 * `no-store` replaces everything. `private` joins what the app said, unless that has `no-store` or an unqualified
 * `private` already; `public`, `s-maxage` and `private="…"`, which lets caches keep the rest, are taken out.
 *
 * @param current the header as the app set it, or `null`
 */
export function mergeCacheControl(current: string | null, policy: CachePolicy): MergedCacheControl {
  if (current === null) return { value: policy, removed: [] }
  const directives = current.match(DIRECTIVE)?.map((text) => text.trim()) ?? []
  const removed = directives.map(nameOf).filter((name) => name === 'public' || name === 's-maxage')
  if (policy === 'no-store') return { value: 'no-store', removed }
  const kept = directives.filter((directive) => !SHARED.has(nameOf(directive)))
  const unqualified = directives.some((directive) => /^(private|no-store)$/i.test(directive))
  if (unqualified) kept.push(...directives.filter((directive) => /^private$/i.test(directive)))
  return { value: [...kept, ...(unqualified ? [] : ['private'])].join(', '), removed }
}

/** One directive: anything but a comma, and quoted strings, whose commas do not count. */
const DIRECTIVE = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g

const SHARED = new Set(['public', 's-maxage', 'private'])

function nameOf(directive: string): string {
  return directive.split('=', 1)[0]?.trim().toLowerCase() ?? ''
}

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
 * `private` already; `public`, `s-maxage` and `private="…"`, which lets caches keep the rest, are taken out. So is a
 * directive that breaks the grammar: behind a quote that never closes a cache would not see our `private`.
 *
 * @param current the header as the app set it, or `null`
 */
export function mergeCacheControl(current: string | null, policy: CachePolicy): MergedCacheControl {
  if (current === null) return { value: policy, removed: NONE }
  const directives =
    current
      .match(DIRECTIVE)
      ?.map((text) => text.trim())
      .filter(Boolean) ?? []
  const removed = directives.filter(isShared).map(nameOf)
  if (policy === 'no-store') return { value: 'no-store', removed }
  const kept = directives.filter((text) => !isShared(text))
  const isRestricted = kept.some((text) => /^(private|no-store)$/i.test(text))
  return { value: (isRestricted ? kept : [...kept, 'private']).join(', '), removed }
}

const NONE: readonly string[] = []

/** One directive: anything but a comma, and quoted strings, whose commas do not count. */
const DIRECTIVE = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g

/** Whether a directive lets a shared cache keep the response, or some of it, or hides what stands behind it. */
function isShared(directive: string): boolean {
  const name = nameOf(directive)
  if (name === 'public' || name === 's-maxage') return true
  return name === 'private' ? directive.length > name.length : !WELL_FORMED.test(directive)
}

/** `token [ "=" ( token / quoted-string ) ]`: RFC 9111 §5.2, read with blanks around the sign. */
const WELL_FORMED = /^[^\s"=]+(?:\s*=\s*(?:[^\s"]*|"(?:[^"\\]|\\.)*"))?$/

function nameOf(directive: string): string {
  return directive.split('=', 1)[0]?.trim().toLowerCase() ?? ''
}

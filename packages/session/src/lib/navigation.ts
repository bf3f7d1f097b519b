/**
 * Whether the request is a page that the visitor opened, as far as the browser says (Fetch Metadata): no image, no
 * `fetch` of a script, no prefetch, no prerender. Browsers that say nothing are taken at the method.
 */
export function isTopLevelNavigation({ method, headers }: Request): boolean {
  if (method !== 'GET' && method !== 'POST') return false
  if (PURPOSES.some((name) => headers.has(name))) return false
  return (headers.get('sec-fetch-dest') ?? 'document') === 'document'
}

/** Sent with pages that nobody looks at yet. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-moz']

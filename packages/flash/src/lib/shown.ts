/**
 * Whether messages read in this request could be seen by somebody, as far as the browser says (Fetch Metadata): no
 * HEAD, no prefetch or prerender, no image, no poll of a script.
 *
 * @param fragment the answer to a script's `fetch` becomes part of the page
 */
export function canBeShown({ method, headers }: Request, fragment: boolean): boolean {
  if (method === 'HEAD' || PURPOSES.some((name) => headers.has(name))) return false
  const destination = headers.get('sec-fetch-dest') ?? 'document'
  return destination === 'empty' ? fragment : /^(document|i?frame)$/.test(destination)
}

/** Sent with pages that nobody looks at yet. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-moz']

/** Whether a response of that status shows its body: 200 to 499, and no redirect. */
export function isShownStatus(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 400 && status < 500)
}

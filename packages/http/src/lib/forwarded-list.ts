/**
 * The n-th item from the right of a header's list: what the outermost of n trusted proxies wrote.
 *
 * Items are parted by commas outside quotes, trimmed, and freed of their quotes and backslashes; empty ones do not
 * count (RFC 9110 §5.6.1 and §5.6.4, and Werkzeug's `ProxyFix`). The list is read from its right end, so that nothing
 * that a client put in front, such as a quote that never closes, changes what the proxies appended.
 *
 * @param list the header's text, or `null`
 * @param n how many proxies are trusted, 1 or more
 * @returns `null` when the list has fewer items
 */
export function nthFromRight(list: string | null, n: number): string | null {
  let left = n
  for (const item of itemsFromRight(list ?? '')) {
    if (--left === 0) return unquote(item)
  }
  return null
}

/** How many items a list has; empty ones do not count. */
export function countItems(list: string | null): number {
  return [...itemsFromRight(list ?? '')].length
}

function* itemsFromRight(list: string): Generator<string, void> {
  for (let end = list.length; end >= 0;) {
    const start = startOfItem(list, end)
    const item = list.slice(start, end).trim()
    if (item !== '') yield item
    end = start - 1
  }
}

function startOfItem(list: string, end: number): number {
  let isQuoted = false
  for (let at = end - 1; at >= 0; at--) {
    if (list[at] === '"' && !isEscaped(list, at)) isQuoted = !isQuoted
    else if (list[at] === ',' && !isQuoted) return at + 1
  }
  return 0
}

function isEscaped(list: string, at: number): boolean {
  let before = at
  while (list[before - 1] === '\\') before--
  return (at - before) % 2 === 1
}

function unquote(item: string): string {
  const isQuoted = item.length > 1 && item.startsWith('"') && item.endsWith('"')
  return isQuoted ? item.slice(1, -1).replace(/\\(.)/g, '$1') : item
}

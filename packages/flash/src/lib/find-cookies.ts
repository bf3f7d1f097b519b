/**
 * Finds the cookies of one family, `<name>.<id>`, in a `Cookie` header without parsing the others.
 *
 * Around names and values only SP and HTAB are trimmed (RFC 6265bis §5.4; CVE-2026-39410), names are compared
 * case-sensitively. Of an id that comes twice the first counts. An id that we would not make, or a value with a blank
 * in it, is no cookie of ours.
 *
 * @param header the header's text; `null`, as `headers.get` gives it, has no cookies
 * @param name full name of the family, prefix included
 * @param limit how many at most
 * @returns id to value, still signed, in the header's order
 */
export function findCookies(
  header: string | null,
  name: string,
  limit: number,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const prefix = `${name}.`
  if (!header?.includes(prefix)) return found
  for (const pair of header.split(';')) {
    const at = pair.indexOf(prefix)
    if (at === -1 || !BLANKS.test(pair.slice(0, at))) continue
    const [, id = '', value] = REST.exec(pair.slice(at + prefix.length)) ?? []
    if (value === undefined || found.has(id)) continue
    found.set(id, value)
    if (found.size === limit) break
  }
  return found
}

const BLANKS = /^[ \t]*$/

// rest = ( 8 base64url characters / "dropped" ) OWS "=" OWS value OWS
const REST = /^([\w-]{8}|dropped)[ \t]*=[ \t]*([^ \t]*)[ \t]*$/

/**
 * Finds the values of one cookie in a `Cookie` header without parsing the others.
 *
 * Grammar (RFC 6265bis §4.2.1 and the server's side of §5.4): `cookie-string = pair *( ";" pair )`,
 * `pair = name "=" value`. Around names and values only SP and HTAB are trimmed, so that a name in other white space
 * (U+00A0, U+FEFF) is another name: CVE-2026-39410. Names are compared case-sensitively; quotes have no meaning.
 *
 * @param header the header's text; `null`, as `headers.get` gives it, has no cookies
 * @param name the full name, prefix included; the empty name has no values
 * @param limit how many values at most; a client may send a name more than once
 * @returns the values in the header's order, still encoded
 */
export function findCookieValues(header: string | null, name: string, limit: number): string[] {
  if (header === null || name === '') return []
  const values: string[] = []
  let at = header.indexOf(name)
  while (at !== -1 && values.length < limit) {
    const equals = skipBlanks(header, at + name.length)
    const isPair = header.charCodeAt(equals) === EQUALS && startsPair(header, at)
    const end = isPair ? endOfPair(header, equals) : at + 1
    if (isPair) values.push(trimBlanks(header, equals + 1, end))
    at = header.indexOf(name, end)
  }
  return values
}

const TAB = 9
const SPACE = 32
const SEMICOLON = 59
const EQUALS = 61

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (isBlank(text.charCodeAt(at))) at++
  return at
}

function startsPair(header: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && isBlank(header.charCodeAt(before))) before--
  return before < 0 || header.charCodeAt(before) === SEMICOLON
}

function endOfPair(header: string, from: number): number {
  const semicolon = header.indexOf(';', from)
  return semicolon === -1 ? header.length : semicolon
}

function trimBlanks(text: string, from: number, to: number): string {
  const start = skipBlanks(text, from)
  let end = to
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

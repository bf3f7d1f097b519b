/** A host and port as `X-Forwarded-Host` gives them. */
export interface ForwardedHost {
  /** A name, an IPv4 address, or an IPv6 address in brackets. */
  readonly name: string
  /** Decimal, or the empty text where none was given. */
  readonly port: string
}

/**
 * Reads `X-Forwarded-Proto`: a scheme that a request can have. `ws` and `wss`, which some proxies write for a WebSocket,
 * are the http and https that it begins as.
 *
 * @returns with its colon, as in `URL.protocol`; `null` for any other, such as `javascript`
 */
export function parseScheme(text: string): 'http:' | 'https:' | null {
  return SCHEMES.get(text.toLowerCase()) ?? null
}

const SCHEMES: ReadonlyMap<string, 'http:' | 'https:'> = new Map([
  ['http', 'http:'],
  ['https', 'https:'],
  ['ws', 'http:'],
  ['wss', 'https:'],
])

/**
 * Reads `X-Forwarded-Host`: `uri-host [ ":" port ]` of RFC 9110 §7.2, where a name has letters, digits, `-`, `_` and
 * dots alone (RFC 1123 §2.1, and the underscore that browsers accept).
 *
 * @returns `null` for anything else, such as a text with `/`, `@`, a blank or a percent sign
 */
export function parseHost(text: string): ForwardedHost | null {
  const [, name = '', port = ''] = HOST.exec(text) ?? []
  const isHost = name !== '' && name.length <= 255 && URL.canParse(`http://${name}`)
  return isHost && (port === '' || parsePort(port) !== null) ? { name, port } : null
}

const HOST = /^((?:[a-z0-9_-]+\.)*[a-z0-9_-]+\.?|\[[0-9a-f:.]+\])(?::(\d+))?$/i

/**
 * Reads `X-Forwarded-Port`: 1 to 65,535 in decimal.
 *
 * @returns `null` for anything else
 */
export function parsePort(text: string): string | null {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? text : null
}

/**
 * Reads `X-Forwarded-Prefix`: a path of letters, digits, `-`, `.`, `_` and `~`, whose segments are neither empty nor dots.
 *
 * @returns without a slash at its end; `null` for anything else, such as `//evil.example`, `/a/../b` or `/%2e%2e`
 */
export function parsePrefix(text: string): string | null {
  return PREFIX.test(text) ? text.replace(/\/$/, '') : null
}

const PREFIX = /^(?:\/(?!\.\.?(?:\/|$))[\w.~-]+)+\/?$/

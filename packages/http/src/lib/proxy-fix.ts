import { createAddressRanges } from './address-ranges.ts'
import { parseAddress, parseForwardedAddress } from './address.ts'
import { setClientAddress } from './client-address.ts'
import type { Middleware } from './fetch-handler.ts'
import { findPeer } from './peer.ts'
import { createProxyReporter, type OnProxyEvent } from './proxy-events.ts'
import { findPublicUrl } from './public-url.ts'
import { readCounts, trustedItem, type TrustedCounts } from './trusted-counts.ts'

/**
 * How many proxies before the app write each header. Count what your own proxies do: with a count that is too high,
 * clients choose the value.
 */
export interface ProxyFixOptions {
  /** `X-Forwarded-For`, the client's address. Default: 0, the header is not read. */
  readonly for?: number
  /** `X-Forwarded-Proto`, the scheme. Default: 0. */
  readonly proto?: number
  /** `X-Forwarded-Host`, the host and perhaps its port. Default: 0. */
  readonly host?: number
  /** `X-Forwarded-Port`, the host's port. Default: 0. */
  readonly port?: number
  /** `X-Forwarded-Prefix`, a path that the proxy took off and that is put before the URL's path again. Default: 0. */
  readonly prefix?: number
  /**
   * From where the last proxy connects: addresses, CIDR blocks, `loopback` and `private`. The headers are not read when
   * another peer sends them, nor where the runtime does not tell the peer's address. Default: from anywhere.
   */
  readonly from?: readonly string[]
  /** Whether to compare what is observed with the options, and to report. Default: `false`. */
  readonly development?: boolean
  /** Called in development, once for each type of event. */
  readonly onEvent?: OnProxyEvent
}

/**
 * Makes middleware that gives the app the URL and the client's address as trusted proxies tell them, by the rules of
 * Werkzeug's `ProxyFix`: the n-th item from the right counts, a list with fewer is ignored. Unlike there, every count is
 * 0 unless given, and a value that is no scheme, host, port or prefix is ignored too. `Forwarded` (RFC 7239) is not read.
 *
 * Where the URL changes, the handler gets a new Request with the same method, headers (`Host` follows the URL), body and
 * signal. Any other request, and a WebSocket upgrade, for which Bun and Deno want their own, passes on as it is.
 *
 * @throws TypeError when the options are no object, a count is no number, or `from` no list of texts
 * @throws RangeError when a count is not an integer of 0-100, or `from` has what is no range
 */
export function proxyFix(options: ProxyFixOptions): Middleware {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('proxyFix: give the counts of your proxies, such as { for: 1, proto: 1 }')
  }
  const counts = readCounts(options)
  const isInRange = options.from === undefined ? undefined : createAddressRanges(options.from)
  const report = createProxyReporter(options, counts)
  return (next) =>
    (request, ...rest) => {
      const peer = parseAddress(findPeer(request, rest) ?? '')
      const isTrusted = isInRange === undefined || (peer !== null && isInRange(peer))
      report?.(request, peer?.text, isTrusted)
      return next(fixRequest(request, peer?.text, isTrusted ? counts : NOBODY), ...rest)
    }
}

/** The counts by which a request from elsewhere is read. */
const NOBODY: TrustedCounts = readCounts({})

function fixRequest(request: Request, peer: string | undefined, counts: TrustedCounts): Request {
  const item = trustedItem(request.headers, counts, 'for')
  const address = item === null ? peer : parseForwardedAddress(item)?.text
  setClientAddress(request, address)
  const url = isUpgrade(request) ? null : findPublicUrl(request, counts)
  if (url === null) return request
  const fixed = moveRequest(request, url)
  setClientAddress(fixed, address)
  return fixed
}

/** RFC 6455 §4.1. An `Upgrade` to anything else is an ordinary request that offers something. */
function isUpgrade({ method, headers }: Request): boolean {
  return method === 'GET' && headers.get('upgrade')?.toLowerCase() === 'websocket'
}

function moveRequest(request: Request, url: URL): Request {
  const moved = new Request(url, request)
  if (moved.headers.has('host')) moved.headers.set('host', url.host)
  // Workers copy their `cf` themselves; elsewhere it is a property that an adapter has put there.
  if ('cf' in request && !('cf' in moved)) Object.assign(moved, { cf: request.cf })
  return moved
}

import { parseHost, parsePort, parsePrefix, parseScheme } from './forwarded-values.ts'
import { trustedItem, type TrustedCounts } from './trusted-counts.ts'

/**
 * The URL that the client asked for, as trusted proxies tell it. A part that is missing or not valid stays as it is in
 * the request.
 *
 * @returns `null` when nothing differs from the request's own URL
 */
export function findPublicUrl({ url: own, headers }: Request, counts: TrustedCounts): URL | null {
  const read = <Value>(part: keyof TrustedCounts, parse: (text: string) => Value): Value | null => {
    const item = trustedItem(headers, counts, part)
    return item === null ? null : parse(item)
  }
  const [scheme, host] = [read('proto', parseScheme), read('host', parseHost)]
  const [port, prefix] = [read('port', parsePort), read('prefix', parsePrefix)]
  if (scheme === null && host === null && port === null && prefix === null) return null
  const url = new URL(own)
  if (scheme !== null) url.protocol = scheme
  if (host !== null) [url.hostname, url.port] = [host.name, host.port]
  if (port !== null) url.port = port
  if (prefix !== null) url.pathname = prefix + url.pathname
  return url.href === own ? null : url
}

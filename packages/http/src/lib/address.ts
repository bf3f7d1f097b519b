/** An IP address in one form only, so that equal addresses have equal texts. */
export interface Address {
  /** IPv4 in dotted decimals, IPv6 as RFC 5952 writes it. */
  readonly text: string
  /** 4 or 16 numbers of 0-255. */
  readonly bytes: readonly number[]
}

/**
 * Reads an IPv4 address (four decimals without leading zeros) or an IPv6 address (RFC 4291 §2.2). An IPv4 address that
 * a dual-stack socket wrote as IPv6, `::ffff:192.0.2.1`, becomes the IPv4 address; a zone (`%eth0`) is cut off.
 *
 * @returns `null` for anything else
 */
export function parseAddress(text: string): Address | null {
  if (IPV4.test(text)) return { text, bytes: text.split('.').map(Number) }
  const [bare = ''] = text.split('%', 1)
  // The URL parser knows IPv6 and writes it in the form of RFC 5952; it shall see nothing but an address.
  if (!/^[0-9a-f:.]+$/i.test(bare) || !URL.canParse(`http://[${bare}]`)) return null
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  const bytes = toBytes(canonical)
  return isMapped(bytes) ? fromIPv4(bytes.slice(12)) : { text: canonical, bytes }
}

/**
 * Reads an address as proxies write it: alone, in brackets, with a port behind (`192.0.2.1:80`, `[2001:db8::1]:80`).
 *
 * @returns `null` for anything else, such as the `unknown` of RFC 7239 §6
 */
export function parseForwardedAddress(text: string): Address | null {
  const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(text)
  return parseAddress(parts?.[1] ?? parts?.[2] ?? text)
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** The 16 bytes of an IPv6 address in the form of RFC 5952. */
function toBytes(canonical: string): number[] {
  const [head = '', tail = ''] = canonical.split('::')
  const [left, right] = [groupsOf(head), groupsOf(tail)]
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0)
  return [...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 0xff])
}

function groupsOf(part: string): number[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
}

/** `::ffff:0:0/96`: RFC 4291 §2.5.5.2. */
function isMapped(bytes: readonly number[]): boolean {
  return bytes.slice(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 0xff))
}

function fromIPv4(bytes: readonly number[]): Address {
  return { text: bytes.join('.'), bytes }
}

import { parseAddress, type Address } from './address.ts'

/** Whether an address is in one of the ranges. */
export type AddressRanges = (address: Address) => boolean

/**
 * Makes a test for membership in address ranges.
 *
 * @param ranges addresses (`192.0.2.1`), CIDR blocks (`10.0.0.0/8`, `2001:db8::/32`; RFC 4632 and RFC 4291 §2.3),
 * `loopback` (127/8 and `::1`) and `private` (RFC 1918 and RFC 4193)
 * @throws TypeError when they are no list of texts
 * @throws RangeError when there is none, or one that is none of these
 */
export function createAddressRanges(ranges: readonly string[]): AddressRanges {
  if (!Array.isArray(ranges) || !ranges.every((range) => typeof range === 'string')) {
    throw new TypeError("from: give a list of texts, such as ['loopback']")
  }
  if (ranges.length === 0) throw new RangeError("from: name at least one range, such as 'loopback'")
  const blocks = ranges.flatMap((range) => NAMED.get(range) ?? [range]).map(parseBlock)
  return ({ bytes }) => blocks.some((block) => contains(block, bytes))
}

const NAMED: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
])

interface Block {
  readonly bytes: readonly number[]
  /** How many of the leading bits count. */
  readonly bits: number
}

function parseBlock(range: string): Block {
  const [, text = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(range) ?? []
  const bytes = parseAddress(text)?.bytes ?? []
  const bits = length === undefined ? bytes.length * 8 : Number(length) - mappedBits(text, bytes)
  if (bytes.length === 0 || bits < 0 || bits > bytes.length * 8) {
    throw new RangeError(
      `from: '${range}' is no address, no CIDR block, and neither 'loopback' nor 'private'`,
    )
  }
  return { bytes, bits }
}

/** An IPv4 address that is written as IPv6 has 96 bits before it. */
function mappedBits(text: string, bytes: readonly number[]): number {
  return text.includes(':') && bytes.length === 4 ? 96 : 0
}

function contains(block: Block, bytes: readonly number[]): boolean {
  if (block.bytes.length !== bytes.length) return false
  return block.bytes.every((byte, index) => {
    const counting = Math.min(Math.max(block.bits - index * 8, 0), 8)
    const mask = 0xff << (8 - counting)
    return (byte & mask) === ((bytes[index] ?? 0) & mask)
  })
}

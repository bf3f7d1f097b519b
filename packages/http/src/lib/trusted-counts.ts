import { nthFromRight } from './forwarded-list.ts'

/** What proxies tell, each in a header of its own: `X-Forwarded-For`, `-Proto`, `-Host`, `-Port` and `-Prefix`. */
export const FORWARDED_PARTS = ['for', 'proto', 'host', 'port', 'prefix'] as const

/** How many proxies are trusted for each header; 0 leaves the header unread. */
export type TrustedCounts = Readonly<Record<(typeof FORWARDED_PARTS)[number], number>>

/**
 * Reads the counts from options; what is not given is 0.
 *
 * @throws TypeError when a count is no number
 * @throws RangeError when a count is not an integer of 0-100
 */
export function readCounts(options: Partial<TrustedCounts>): TrustedCounts {
  const counts = { for: 0, proto: 0, host: 0, port: 0, prefix: 0 }
  for (const part of FORWARDED_PARTS) {
    const { [part]: count = 0 } = options
    if (typeof count !== 'number') throw new TypeError(`${part}: ${REMEDY}, not ${typeof count}`)
    if (!Number.isInteger(count) || count < 0 || count > 100) {
      throw new RangeError(`${part}: ${REMEDY}, not ${count}`)
    }
    counts[part] = count
  }
  return counts
}

const REMEDY = 'give the number of proxies that write the header, 0-100'

/** The item of a header that the outermost trusted proxy wrote; `null` where there is none. */
export function trustedItem(
  headers: Headers,
  counts: TrustedCounts,
  part: keyof TrustedCounts,
): string | null {
  const { [part]: count } = counts
  return count === 0 ? null : nthFromRight(headers.get(`x-forwarded-${part}`), count)
}

import { encodeBase64url } from '#primitives'

/**
 * Whole seconds since the epoch as itsdangerous writes them: big-endian bytes without leading zeros, in base64url.
 *
 * @param now milliseconds since the epoch
 * @throws RangeError when it is no time before the year 10,000
 */
export function encodeTimestamp(now: number): string {
  if (!(now >= 0 && now < END)) throw new RangeError('now must be milliseconds since the epoch')
  const bytes: number[] = []
  for (let rest = Math.floor(now / 1000); rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256)
  }
  return encodeBase64url(Uint8Array.from(bytes))
}

/** The time in milliseconds since the epoch, or null when it is not what {@link encodeTimestamp} writes. */
export function decodeTimestamp(text: string): number | null {
  if (!TIMESTAMP.test(text)) return null
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  let seconds = 0
  for (const byte of bytes) seconds = seconds * 256 + byte.charCodeAt(0)
  const time = seconds * 1000
  return time < END && encodeTimestamp(time) === text ? time : null
}

/** The end of the year 9999, behind which Python has no dates. */
const END = 253_402_300_800_000

/** Up to five bytes in base64url; no number of bytes takes one or five characters. */
const TIMESTAMP = /^(?:[\w-]{2,4}|[\w-]{6,7})?$/

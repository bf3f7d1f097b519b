/** Seconds, or a number with a unit: `'45s'`, `'30m'`, `'12h'`, `'90d'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd'}`

/**
 * A duration in seconds.
 *
 * @param option how the developer named it; messages say it
 * @throws TypeError when it is neither a number nor text
 * @throws RangeError when it is no whole number of seconds of 1 or more, or has no unit
 */
export function readSeconds(option: string, duration: Duration): number {
  if (typeof duration !== 'number' && typeof duration !== 'string') {
    throw new TypeError(`${option} must be a number of seconds, or text such as '30m'`)
  }
  const seconds = typeof duration === 'number' ? duration : parse(duration)
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    throw new RangeError(
      `${option} must be a whole number of seconds, 1 or more, or text such as '45s' '30m' '12h' '90d'`,
    )
  }
  return seconds
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

function parse(text: string): number {
  const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  return Number(count) * (SECONDS[unit] ?? Number.NaN)
}

import { writeFloat } from './python-float.ts'
import type { IsSecret } from './redaction.ts'
import { writeValue } from './value-text.ts'

/**
 * Converts one value as Python does.
 *
 * @param letter the conversion
 * @param flags any of `# 0 - space +`
 * @param width the least length, in code points; below zero it pads at the right, as the flag `-` does
 * @param precision `undefined` when not given; below zero it is zero
 * @param value what is converted
 * @param isSecret what is redacted in objects
 * @throws an error of any kind when the value is of the wrong kind, or the letter is no conversion
 */
export function convert(
  letter: string,
  flags: string,
  width: number,
  precision: number | undefined,
  value: unknown,
  isSecret: IsSecret,
): string {
  const isText = /[srac]/.test(letter)
  const text = isText
    ? convertText(letter, precision, value, isSecret)
    : convertNumber(letter, flags, precision, value)
  const missing = width === 0 ? 0 : Math.max(Math.abs(width) - [...text].length, 0)
  if (width < 0 || flags.includes('-')) return text + ' '.repeat(missing)
  return isText || !flags.includes('0')
    ? ' '.repeat(missing) + text
    : text.replace(/^[-+ ]?(0[xo])?/i, `$&${'0'.repeat(missing)}`)
}

function convertText(
  letter: string,
  precision: number | undefined,
  value: unknown,
  isSecret: IsSecret,
): string {
  if (letter !== 'c') {
    const text = writeValue(value, isSecret, letter)
    return precision === undefined ? text : [...text].slice(0, precision).join('')
  }
  if (typeof value === 'string' && /^.$/su.test(value)) return value
  return String.fromCodePoint(typeof value === 'number' ? value : -1)
}

function convertNumber(
  letter: string,
  flags: string,
  precision: number | undefined,
  value: unknown,
): string {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new TypeError(letter)
  const style = letter.toLowerCase()
  const base = BASES[style] ?? 10
  // Only decimals drop a fraction; `BigInt` throws at others, and at what is not finite.
  const whole = base === 10 && typeof value === 'number' ? Math.trunc(value) : value
  const number = 'efg'.includes(style) ? Number(value) : BigInt(whole)
  const isMarked = flags.includes('#')
  const digits =
    typeof number === 'number'
      ? writeFloat(Math.abs(number), style, precision ?? 6, isMarked)
      : number
          .toString(base)
          .replace('-', '')
          .padStart(precision ?? 0, '0')
  const isNegative = number < 0 || Object.is(number, -0)
  const sign = isNegative ? '-' : (/\+/.exec(flags) ?? / /.exec(flags) ?? '')
  const text = `${sign}${isMarked && base !== 10 ? `0${style}` : ''}${digits}`
  return letter === style ? text : text.toUpperCase()
}

const BASES: Readonly<Record<string, number>> = { o: 8, x: 16 }

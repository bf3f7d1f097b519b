/**
 * A number as Python's `json.dumps` writes it: an `int` for a bigint or a safe integer, else a `float` by its `repr`
 * (`1e-05`, `1e+16`, `-0.0`, `NaN`, `Infinity`).
 */
export function writeNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value)
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : writeFloat(value)
}

/**
 * A `float` as Python's `repr` writes it: the shortest digits that read back equal, with an exponent below 1e-4 and
 * from 1e16.
 *
 * @see https://docs.python.org/3/library/string.html#format-specification-mini-language (`repr` of a float)
 */
export function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return '-0.0'
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power < -4 || power >= 16) {
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/**
 * A number of a JSON text: a bigint for an integer that a double cannot hold for certain, else a number.
 *
 * @throws SyntaxError when an integer has more than 4,300 digits, which Python refuses too
 */
export function readNumber(source: string): number | bigint {
  if (!INTEGER.test(source)) return Number(source)
  const value = Number(source)
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  if (source.replace('-', '').length > 4300)
    throw new SyntaxError('an integer of more than 4,300 digits')
  return BigInt(source)
}

/** Whether Python reads the text as an `int`. */
export function isInteger(source: string): boolean {
  return INTEGER.test(source)
}

const INTEGER = /^-?\d+$/

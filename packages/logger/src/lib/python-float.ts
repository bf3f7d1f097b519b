/**
 * Writes a number as Python's `%f`, `%e` and `%g` do: from the exact value of the double, rounded half to even.
 * `toFixed` rounds halves up, and gives up at 1e21 and at 100 decimals.
 *
 * @param size a number that is not negative
 * @param style `f` for decimals, `e` for an exponent, `g` for the shorter of them
 * @param precision digits after the point; for `g`, significant digits
 * @param keepsZeros whether the point and, for `g`, zeros behind it stay where nothing follows (the flag `#`)
 */
export function writeFloat(
  size: number,
  style: string,
  precision: number,
  keepsZeros: boolean,
): string {
  if (!Number.isFinite(size)) return String(size).slice(0, 3).toLowerCase()
  const [exact, places] = expand(size)
  const whole = exact.length - places
  if (style === 'f') return placePoint(round(exact, whole + precision), precision, keepsZeros)
  const count = style === 'e' ? precision + 1 : precision || 1
  const digits = round(exact, count)
  const exponent = whole - 1 + Number(digits.length > count)
  const isFixed = style === 'g' && exponent >= -4 && exponent < count
  const text = placePoint(digits.slice(0, count), count - 1 - (isFixed ? exponent : 0), keepsZeros)
  const isTrimmed = style === 'g' && !keepsZeros && text.includes('.')
  const short = isTrimmed ? text.replace(/\.?0+$/, '') : text
  const power = String(Math.abs(exponent)).padStart(2, '0')
  return isFixed ? short : `${short}e${exponent < 0 ? '-' : '+'}${power}`
}

/** All digits of a double, and how many of them are decimals: a half is five tenths. Doubling is exact. */
function expand(size: number): [digits: string, places: number] {
  let [whole, places] = [size, 0]
  for (; whole % 1 > 0; places++) whole *= 2
  return [String(BigInt(whole) * 5n ** BigInt(places)), places]
}

/** The first digits as a number, rounded half to even; one more of them where it carries. */
function round(digits: string, count: number): string {
  if (count < 0) return '0'
  const rest = digits.slice(count).replace(/0+$/, '')
  const head = BigInt(digits.slice(0, count).padEnd(count, '0'))
  return String(rest > '5' || (rest === '5' && head % 2n > 0) ? head + 1n : head)
}

function placePoint(digits: string, decimals: number, keepsPoint: boolean): string {
  const point = decimals > 0 || keepsPoint ? '.' : ''
  return digits.padStart(decimals + 1, '0').replace(new RegExp(`.{${decimals}}$`), `${point}$&`)
}

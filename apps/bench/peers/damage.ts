/** A cookie with another letter in the middle of its value, where no format keeps unused bits. */
export function damage(pair: string): string {
  const at = (pair.indexOf('=') + pair.length) >> 1
  return pair.slice(0, at) + (pair[at] === 'A' ? 'B' : 'A') + pair.slice(at + 1)
}

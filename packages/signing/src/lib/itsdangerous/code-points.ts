/**
 * Compares two texts by their code points, as Python sorts text. JavaScript compares UTF-16 code units, which puts
 * U+1F36A before U+E000.
 */
export function compareCodePoints(a: string, b: string): number {
  for (let index = 0; ;) {
    const x = a.codePointAt(index) ?? -1
    const y = b.codePointAt(index) ?? -1
    if (x !== y || x === -1) return x - y
    index += x > 0xff_ff ? 2 : 1
  }
}

/** A number of 52 bits made of a text (FNV-1a, twice): two texts hardly ever share one, unless somebody wants them to. */
export function numberOf(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9e3779b9
  for (let n = 0; n < text.length; n++) {
    const unit = text.charCodeAt(n)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x85ebca6b)
  }
  // The low bits of `high` hardly depend on the first characters, the top ones do.
  return (high >>> 12) * 0x1_0000_0000 + (low >>> 0)
}

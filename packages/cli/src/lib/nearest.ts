/** The candidate that takes the fewest typing mistakes to become the text, if that is not most of it. */
export function findNearest(text: string, candidates: readonly string[]): string | undefined {
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distance: distanceBetween(text, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)
  const limit = Math.max(2, text.length / 2)
  return nearest !== undefined && nearest.distance <= limit ? nearest.candidate : undefined
}

/** How many insertions, deletions and replacements lie between two texts (Levenshtein). */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const [left = 0, above = 0, diagonal = 0] = [next[j - 1], row[j], row[j - 1]]
      next.push(Math.min(left + 1, above + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}

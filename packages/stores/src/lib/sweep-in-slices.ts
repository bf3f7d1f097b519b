/**
 * Removes in slices that are short enough to hold no writer up: a slice grows while it takes less than a millisecond
 * and shrinks when it takes more than two, and after each the others have four times as long for themselves.
 *
 * @param limit how many are removed at most
 * @param remove removes at most so many in one statement, and says how many it removed
 * @returns how many were removed
 */
export async function sweepInSlices(
  limit: number,
  remove: (count: number) => number,
): Promise<number> {
  let removed = 0
  let size = FIRST_SLICE
  while (removed < limit) {
    const wanted = Math.min(size, limit - removed)
    const start = performance.now()
    const count = remove(wanted)
    const took = performance.now() - start
    removed += count
    if (count < wanted) break
    size = resize(size, took)
    await pause(took * 4)
  }
  return removed
}

const FIRST_SLICE = 8
const LARGEST_SLICE = 256

function resize(size: number, took: number): number {
  if (took > 2) return Math.max(1, size >> 1)
  return took < 1 ? Math.min(size * 2, LARGEST_SLICE) : size
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

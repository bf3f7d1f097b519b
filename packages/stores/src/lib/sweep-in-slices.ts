/** What a slice did. */
export interface Slice {
  readonly removed: number
  /** How long it held others up, in milliseconds. */
  readonly took: number
}

/**
 * Removes in slices that are short enough to hold no writer up: a slice grows while it takes less than half a
 * millisecond and shrinks when it takes more than one, and after each the others have four times as long for themselves.
 *
 * @param limit how many are removed at most
 * @param remove removes at most so many in one statement
 * @returns how many were removed
 */
export async function sweepInSlices(
  limit: number,
  remove: (count: number) => Promise<Slice>,
): Promise<number> {
  let total = 0
  let size = FIRST_SLICE
  while (total < limit) {
    const wanted = Math.min(size, limit - total)
    const { removed, took } = await remove(wanted)
    total += removed
    if (removed < wanted) break
    size = resize(size, took)
    await pause(Math.min(took * 4, LONGEST_PAUSE))
  }
  return total
}

/** Runs a slice and looks at the clock before and after. */
export async function timeSlice(run: () => Promise<number>): Promise<Slice> {
  const start = performance.now()
  const removed = await run()
  return { removed, took: performance.now() - start }
}

const FIRST_SLICE = 8
const LARGEST_SLICE = 64
// Milliseconds: one slow slice is no reason to stop for long.
const LONGEST_PAUSE = 20

function resize(size: number, took: number): number {
  if (took > 1) return Math.max(1, size >> 1)
  return took < 0.5 ? Math.min(size * 2, LARGEST_SLICE) : size
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

/** What a slice did. */
interface Slice {
  /** How many it found that have ended; of these another process may have removed some. */
  readonly found: number
  readonly removed: number
  /** How long it held others up, in milliseconds. */
  readonly took: number
}

/** How long slices may be. */
interface SliceLimits {
  /** Milliseconds; a slice shrinks above it, and grows below half of it. */
  readonly aim: number
  /** Rows. */
  readonly largest: number
}

/**
 * Removes in slices that are short enough to hold no writer up, each sized by what the one before took; after each the
 * others have four times as long for themselves.
 *
 * @param limit how many are removed at most
 * @param remove finds and removes at most so many, in one statement
 * @returns how many were removed
 */
export async function sweepInSlices(
  limit: number,
  limits: SliceLimits,
  remove: (count: number) => Promise<Slice>,
): Promise<number> {
  let total = 0
  let size = FIRST_SLICE
  while (total < limit) {
    const wanted = Math.min(size, limit - total)
    const { found, removed, took } = await remove(wanted)
    total += removed
    if (found < wanted) break
    size = resize(size, took, limits)
    await pause(Math.min(took * 4, LONGEST_PAUSE))
  }
  return total
}

/** Runs a slice and looks at the clock before and after. */
export async function timeSlice(run: () => Promise<number>): Promise<Slice> {
  const start = performance.now()
  const removed = await run()
  return { found: removed, removed, took: performance.now() - start }
}

const FIRST_SLICE = 8
// Milliseconds: one slow slice is no reason to stop for long.
const LONGEST_PAUSE = 20

function resize(size: number, took: number, { aim, largest }: SliceLimits): number {
  if (took > aim) return Math.max(1, size >> 1)
  return took < aim / 2 ? Math.min(size * 2, largest) : size
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

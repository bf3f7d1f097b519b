import { median } from '../median.ts'

/** How ours stands against a target. */
export interface Verdict {
  readonly what: string
  readonly value: number
  readonly bound: 'at most' | 'at least'
  readonly target: number
  /** A wide margin around the target, for a busy machine: beyond it something broke. */
  readonly margin: number
}

/** Whether the target is kept. */
export function isKept({ value, bound, target }: Verdict): boolean {
  return bound === 'at most' ? value <= target : value >= target
}

/** Whether even the margin is broken. What could not be computed is broken, too. */
export function isBroken({ value, bound, margin }: Verdict): boolean {
  return !(bound === 'at most' ? value <= margin : value >= margin)
}

/**
 * The median of a ratio over the rounds. Both sides of a round were timed within the same moments, so that a machine that
 * is busy for a while is busy for both.
 */
export function medianRatio(above: readonly number[], below: readonly number[]): number {
  return median(above.map((value, round) => ratioOf(value, below[round] ?? Number.NaN)))
}

/** What costs nothing, or less, cannot be undercut. */
function ratioOf(above: number, below: number): number {
  if (above <= 0) return 0
  return below <= 0 ? Number.POSITIVE_INFINITY : above / below
}

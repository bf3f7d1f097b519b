/** When a message was flashed. */
export interface Stamp {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Counts the messages of one millisecond, from zero. */
  readonly sequence: number
}

/**
 * Makes stamps that follow each other, also within a millisecond and across requests.
 *
 * @param now the clock, in milliseconds since the epoch
 */
export function createStamps(now: () => number): () => Stamp {
  let last: Stamp = { time: Number.NaN, sequence: 0 }
  return () => {
    const time = now()
    last = { time, sequence: time === last.time ? last.sequence + 1 : 0 }
    return last
  }
}

import { median } from '../median.ts'

/** What the rounds gave. */
export interface Rate {
  /** Responses in a second: the median of the rounds. */
  readonly perSecond: number
  /** From the slowest round to the fastest, as a part of the median. */
  readonly spread: number
  /** How much of a core the server took; well under 1 something else was the limit. Null where the system does not say. */
  readonly busy: number | null
  /** Responses in a second, round by round. */
  readonly samples: readonly number[]
  /** Responses in a second of the server's processor time, round by round; null where the system does not say. */
  readonly perCpuSecond: readonly number[] | null
}

/** One round. */
export interface Sample {
  /** Responses in a second. */
  readonly perSecond: number
  /** How much of a core the server took; `NaN` where the system does not say. */
  readonly busy: number
}

/** Sums up the rounds. */
export function toRate(list: readonly Sample[]): Rate {
  const samples = list.map(({ perSecond }) => perSecond)
  const perSecond = median(samples)
  const spread = (Math.max(...samples) - Math.min(...samples)) / perSecond
  const busy = median(list.map((sample) => sample.busy))
  const rate = { perSecond, spread, samples }
  if (Number.isNaN(busy)) return { ...rate, busy: null, perCpuSecond: null }
  return { ...rate, busy, perCpuSecond: list.map((sample) => sample.perSecond / sample.busy) }
}

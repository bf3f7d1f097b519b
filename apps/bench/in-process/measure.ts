/** Times functions that take turns, in an order that rotates each round. */

/** Something to be timed. */
export interface Subject {
  readonly name: string
  /** Makes so many calls, and gives the nanoseconds of one. */
  readonly time: (calls: number) => Promise<number>
}

/** What the rounds gave. */
export interface Timing {
  /** The 20th percentile of the rounds, in nanoseconds a call. */
  readonly ns: number
  /** How far the 80th percentile is above the 20th, as a part of it. */
  readonly spread: number
  /** Nanoseconds a call, round by round: what stands in one round was timed within the same moments. */
  readonly samples: readonly number[]
}

export interface MeasureOptions {
  readonly rounds: number
  /** Milliseconds that one subject runs in one round. */
  readonly slice: number
  readonly onRound?: (round: number) => void
}

/** Times each subject in each round; calls before the first round warm up and do not count. */
export async function measure(
  subjects: readonly Subject[],
  { rounds, slice, onRound }: MeasureOptions,
): Promise<Map<string, Timing>> {
  const ready = []
  for (const subject of subjects) ready.push({ ...subject, calls: await calibrate(subject, slice) })
  const samples = new Map<string, number[]>(subjects.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, time, calls } of inTurn(ready, round)) {
      samples.get(name)?.push(await time(calls))
    }
    onRound?.(round + 1)
  }
  return new Map([...samples].map(([name, times]) => [name, summarize(times)]))
}

/** Neighbours stay neighbours; who begins changes, and who follows whom. */
export function inTurn<T>(list: readonly T[], round: number): T[] {
  const start = round % list.length
  const turned = [...list.slice(start), ...list.slice(0, start)]
  return round % 2 === 0 ? turned : turned.toReversed()
}

/** Times a function in this process. */
export function timeCalls(run: () => unknown): Subject['time'] {
  return async (calls) => {
    const start = process.hrtime.bigint()
    for (let call = 0; call < calls; call += 1) await run()
    return Number(process.hrtime.bigint() - start) / calls
  }
}

/** How many calls fill a slice at its fastest; runs long enough that the compiler has seen the function. */
async function calibrate({ time }: Subject, slice: number): Promise<number> {
  let calls = 8
  let fastest = Number.POSITIVE_INFINITY
  for (let spent = 0; spent < 40 * slice;) {
    const ns = await time(calls)
    spent += (ns * calls) / 1e6
    fastest = Math.min(fastest, ns)
    calls = Math.max(4, Math.round((slice * 1e6) / fastest))
  }
  return calls
}

function summarize(samples: readonly number[]): Timing {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN
  return { ns: at(0.2), spread: (at(0.8) - at(0.2)) / at(0.2), samples }
}

/** Times functions that take turns, in an order that rotates each round. */

export interface Subject {
  readonly name: string
  readonly run: () => unknown
}

export interface Timing {
  /** The 20th percentile of the rounds, in nanoseconds a call. */
  readonly ns: number
  /** How far the 80th percentile is above the 20th, as a part of it. */
  readonly spread: number
}

export interface MeasureOptions {
  readonly rounds: number
  /** Milliseconds that one function runs in one round. */
  readonly slice: number
  readonly onRound?: (round: number) => void
}

/** Times each subject in each round; the first rounds warm up and do not count. */
export async function measure(
  subjects: readonly Subject[],
  { rounds, slice, onRound }: MeasureOptions,
): Promise<Map<string, Timing>> {
  const ready = []
  for (const subject of subjects) ready.push({ ...subject, calls: await calibrate(subject, slice) })
  const samples = new Map<string, number[]>(subjects.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    const start = round % ready.length
    for (const { name, run, calls } of [...ready.slice(start), ...ready.slice(0, start)]) {
      samples.get(name)?.push(await time(run, calls))
    }
    onRound?.(round + 1)
  }
  return new Map([...samples].map(([name, times]) => [name, summarize(times)]))
}

/** How many calls fill a slice; runs long enough that the compiler has seen the function. */
async function calibrate({ run }: Subject, slice: number): Promise<number> {
  let calls = 8
  let ns = 0
  for (let spent = 0; spent < 40 * slice; spent += (ns * calls) / 1e6) {
    ns = await time(run, calls)
    calls = Math.max(4, Math.round((slice * 1e6) / ns))
  }
  return calls
}

async function time(run: () => unknown, calls: number): Promise<number> {
  const start = process.hrtime.bigint()
  for (let call = 0; call < calls; call += 1) await run()
  return Number(process.hrtime.bigint() - start) / calls
}

function summarize(times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN
  return { ns: at(0.2), spread: (at(0.8) - at(0.2)) / at(0.2) }
}

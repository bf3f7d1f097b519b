import { isExpired } from './apply-change.ts'
import type { MemoryRecords } from './memory-records.ts'

/**
 * Goes once round all records, in slices of at most 4 ms with a pause in between, and removes those that have ended.
 *
 * @param limit how many are removed at most
 * @returns how many were removed
 */
export async function sweepAll(
  records: MemoryRecords,
  now: number,
  limit: number,
): Promise<number> {
  const round = { left: records.size, removed: 0 }
  while (sweepSlice(records, now, limit, round)) await pause()
  return round.removed
}

/** Looks at the next few records of the round, and removes those that have ended. */
export function sweepSome(records: MemoryRecords, now: number, visits: number): void {
  for (let visit = 0; visit < visits; visit++) sweepNext(records, now)
}

/** @returns whether records of this round are left for another slice */
function sweepSlice(
  records: MemoryRecords,
  now: number,
  limit: number,
  round: { left: number; removed: number },
): boolean {
  const end = performance.now() + SLICE_MS
  // Within a request the clock of Workers stands still: a slice ends by count as well.
  for (let visit = 1; visit <= SLICE_VISITS; visit++) {
    if (round.left <= 0 || round.removed >= limit) return false
    if (sweepNext(records, now)) round.removed += 1
    round.left -= 1
    if (visit % CLOCK_EVERY === 0 && performance.now() >= end) break
  }
  return true
}

/** @returns whether it removed the record */
function sweepNext(records: MemoryRecords, now: number): boolean {
  const [id, record] = records.visit() ?? []
  if (id === undefined || record === undefined || !isExpired(record, now)) return false
  records.remove(id)
  return true
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}

const SLICE_MS = 4
const SLICE_VISITS = 10_000
const CLOCK_EVERY = 64

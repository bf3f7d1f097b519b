import type { ApplyResult, SessionChange } from '@costrel/session'
import { readApplied, readRecord } from './row.ts'

/**
 * Applies a change by a conditional update, and where it finds no row looks why.
 *
 * @param update one statement that writes the change if it may, and returns the generation in a row if it did
 * @param look gives the record's row, expired or not
 * @throws Error when the record changed at each of five attempts to look at it
 */
export async function applyOrJudge(
  change: SessionChange,
  update: () => Promise<unknown[]>,
  look: () => Promise<unknown[]>,
): Promise<ApplyResult> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [applied] = await update()
    if (applied !== undefined) return readApplied(applied)
    const [row] = await look()
    const answer = judgeMiss(row, change)
    if (answer !== 'again') return answer
  }
  throw new Error('the session changed at each attempt to look at it; nothing was written')
}

const ATTEMPTS = 5

/**
 * Says why a conditional update found no row, from a look at the record right after it. The order is that of
 * `SessionStore.apply`.
 *
 * @param row the record's row, expired or not; `undefined`: there is none
 * @returns `again` when nothing speaks against the change: the record changed in between, so the update is tried again
 */
function judgeMiss(row: unknown, change: SessionChange): ApplyResult | 'again' {
  if (row === undefined) return { status: 'gone' }
  const record = readRecord(row)
  const { now, operation, generation, next, ifKey } = change
  if (now >= record.idleExpiresAt || now >= record.expiresAt) return { status: 'gone' }
  const isLive = (held: string): boolean =>
    held === record.generation || (held === record.previous && now < (record.previousUntil ?? 0))
  const wasSeen = record.operations.includes(operation)
  if (wasSeen && isLive(next?.generation ?? generation)) {
    return { status: 'applied', generation: record.generation, generationAt: record.generationAt }
  }
  const isAllowed = next === undefined ? isLive(generation) : generation === record.generation
  if (wasSeen || !isAllowed) return { status: 'superseded' }
  if (ifKey !== undefined && textOf(record.data, ifKey.key) !== ifKey.text)
    return { status: 'conflict' }
  return 'again'
}

function textOf(data: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(data, key) ? (data[key] ?? null) : null
}

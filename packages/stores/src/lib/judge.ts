import type { ApplyResult, SessionChange } from '@costrel/session'
import { readRecord } from './row.ts'

/**
 * Says why a conditional update found no row, from a look at the record right after it. The order is that of
 * `SessionStore.apply`.
 *
 * @param row the record's row, expired or not; `undefined`: there is none
 * @returns `again` when nothing speaks against the change: the record changed in between, so the update is tried again
 */
export function judgeMiss(row: unknown, change: SessionChange): ApplyResult | 'again' {
  if (row === undefined) return { status: 'gone' }
  const record = readRecord(row)
  const { now, operation, generation, next, ifKey } = change
  if (now >= record.idleExpiresAt || now >= record.expiresAt) return { status: 'gone' }
  const isLive = (held: string): boolean =>
    held === record.generation || (held === record.previous && now < (record.previousUntil ?? 0))
  if (record.operations.includes(operation) && isLive(next?.generation ?? generation)) {
    return { status: 'applied', generation: record.generation, generationAt: record.generationAt }
  }
  const allowed = next === undefined ? isLive(generation) : generation === record.generation
  if (!allowed) return { status: 'superseded' }
  if (ifKey !== undefined && textOf(record.data, ifKey.key) !== ifKey.text)
    return { status: 'conflict' }
  return 'again'
}

function textOf(data: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(data, key) ? (data[key] ?? null) : null
}

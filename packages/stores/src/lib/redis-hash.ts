import type { SessionChange, SessionRecord, SessionSummary } from '@costrel/session'
import { decodeText, encodeText } from './row.ts'

/** A record as the fields and values of its hash. */
export function writeRecord(record: SessionRecord): string[] {
  const { previous, previousUntil, operations } = record
  return [
    ...write('g', record.generation),
    ...write('ga', record.generationAt),
    ...write('p', previous),
    ...write('pu', previousUntil),
    ...write('c', record.createdAt),
    ...write('o', operations.map(encodeText).join('\n')),
    ...writeTimes(record),
    ...writeData(record.data),
  ]
}

/** A change as the values of the script that applies it. */
export function writeChange(change: SessionChange): string[] {
  const { next, ifKey, clear, set = {}, unset = [] } = change
  const removed = unset.map((key) => fieldOf(key))
  return [
    `${change.now}`,
    encodeText(change.operation),
    change.generation,
    next?.generation ?? '',
    `${next?.graceUntil ?? ''}`,
    ...writeComparison(ifKey),
    clear ? '1' : '',
    `${change.idleExpiresAt ?? ''}`,
    `${change.expiresAt ?? ''}`,
    `${removed.length}`,
    ...removed,
    ...writeTimes(change),
    ...writeData(set),
  ]
}

/**
 * What Redis gives of a hash, as a record; `null` when there is none.
 *
 * @throws TypeError when it is none of ours
 */
export function readHash(answer: unknown): SessionRecord | null {
  const hash = readPairs(answer)
  if (hash.size === 0) return null
  const { text, time, has } = openHash(hash)
  return {
    data: readData(hash),
    generation: text('g'),
    generationAt: time('ga'),
    ...(has('p') && { previous: text('p'), previousUntil: time('pu') }),
    ...(has('u') && { user: decodeText(text('u')) }),
    createdAt: time('c'),
    ...(has('a') && { authAt: time('a') }),
    touchedAt: time('t'),
    idleExpiresAt: time('i'),
    expiresAt: time('e'),
    operations: readOperations(text('o')),
  }
}

/** A user's record as an entry of the user's list; none when there is no record, or it is another user's by now. */
export function readSummaryOf(
  id: string,
  user: string,
  record: SessionRecord | null,
): SessionSummary[] {
  if (record === null || record.user !== user) return []
  const { data, createdAt, authAt, touchedAt, idleExpiresAt, expiresAt } = record
  const summary = { id, data, createdAt, touchedAt, idleExpiresAt, expiresAt }
  return [authAt === undefined ? summary : { ...summary, authAt }]
}

function write(field: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [field, `${value}`]
}

function writeTimes(times: Partial<SessionRecord> | SessionChange): string[] {
  const { user } = times
  return [
    ...write('u', user === undefined ? undefined : encodeText(user)),
    ...write('a', times.authAt),
    ...write('t', times.touchedAt),
    ...write('i', times.idleExpiresAt),
    ...write('e', times.expiresAt),
  ]
}

function writeData(data: Readonly<Record<string, string>>): string[] {
  return Object.entries(data).flatMap(([key, text]) => [fieldOf(key), text])
}

function writeComparison(ifKey: SessionChange['ifKey']): [string, string, string] {
  if (ifKey === undefined) return ['', '', '']
  const { key, text } = ifKey
  return text === null ? ['absent', fieldOf(key), ''] : ['is', fieldOf(key), text]
}

function fieldOf(key: string): string {
  return `d:${encodeText(key)}`
}

function readPairs(answer: unknown): Map<string, string> {
  const list: unknown[] = Array.isArray(answer) ? answer : []
  const pairs = new Map<string, string>()
  for (let n = 0; n + 1 < list.length; n += 2) pairs.set(String(list[n]), String(list[n + 1]))
  return pairs
}

function openHash(hash: ReadonlyMap<string, string>): {
  text: (field: string) => string
  time: (field: string) => number
  has: (field: string) => boolean
} {
  const text = (field: string): string => hash.get(field) ?? refuse(field)
  const time = (field: string): number => {
    const value = Number(text(field))
    return Number.isFinite(value) ? value : refuse(field)
  }
  return { text, time, has: (field) => hash.has(field) }
}

function refuse(field: string): never {
  throw new TypeError(`the field ${field} of a session is missing or of another type`)
}

function readData(hash: ReadonlyMap<string, string>): Record<string, string> {
  const fields = [...hash].filter(([field]) => field.startsWith('d:'))
  return Object.fromEntries(fields.map(([field, text]) => [decodeText(field.slice(2)), text]))
}

function readOperations(lines: string): string[] {
  return lines === '' ? [] : lines.split('\n').map(decodeText)
}

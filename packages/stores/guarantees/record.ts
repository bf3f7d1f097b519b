import { randomBytes } from 'node:crypto'
import type { SessionRecord } from '@costrel/session'

/** A record as an app's might be: a user, three keys, about 200 bytes of data. */
export function makeRecord(members: Partial<SessionRecord> = {}): SessionRecord {
  const now = Date.now()
  return {
    data: {
      username: '"ann"',
      theme: '"dark"',
      cart: JSON.stringify(Array(12).fill('sku-0000-11')),
    },
    generation: makeGeneration(),
    generationAt: now,
    createdAt: now,
    touchedAt: now,
    idleExpiresAt: now + 1_800_000,
    expiresAt: now + 43_200_000,
    operations: [makeGeneration()],
    ...members,
  }
}

/** 64 hexadecimal digits. */
export function makeId(): string {
  return randomBytes(32).toString('hex')
}

/** 64 random bits. */
export function makeGeneration(): string {
  return randomBytes(8).toString('base64url')
}

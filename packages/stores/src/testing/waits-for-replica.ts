import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { SessionStore } from '@costrel/session'

/**
 * Stops the replica, and times calls of a store that waits 300 ms for it: those that end something take that long, all
 * others do not.
 *
 * @param newId gives ids whose keys that replica has
 */
export async function waitsForReplica(
  store: SessionStore,
  replica: { kill(signal: 'SIGSTOP' | 'SIGCONT'): boolean },
  newId: () => string = () => randomBytes(32).toString('hex'),
): Promise<void> {
  const ids: [string, string, string] = [newId(), newId(), newId()]
  const user = `user ${ids[0]}`
  await store.create(ids[1], RECORD)
  await store.create(ids[2], { ...RECORD, user })
  const quick = await time(() => store.destroy(ids[1]))
  assert.ok(quick < 290, 'a replica that answers was waited for')
  await store.create(ids[1], RECORD)
  replica.kill('SIGSTOP')
  try {
    const waited: Record<string, boolean> = {}
    for (const [name, call] of Object.entries(makeCalls(store, ids, user)))
      waited[name] = (await time(call)) >= 290
    assert.deepEqual(waited, WAITED)
  } finally {
    replica.kill('SIGCONT')
  }
}

const WAITED = {
  create: false,
  write: false,
  rotate: false,
  read: false,
  regenerate: true,
  destroy: true,
  destroyByUser: true,
}

const NOW = Date.now()

/** A live session without data. */
export const RECORD = {
  data: {},
  generation: 'g1',
  operations: [],
  generationAt: NOW,
  createdAt: NOW,
  touchedAt: NOW,
  idleExpiresAt: NOW + 60_000,
  expiresAt: NOW + 60_000,
}

function makeCalls(
  store: SessionStore,
  [one, two]: readonly [string, string, string],
  user: string,
): Record<keyof typeof WAITED, () => Promise<unknown>> {
  const change = { now: NOW, generation: 'g1' }
  const rotated = { generation: 'g2', graceUntil: NOW }
  const renewed = { generation: 'g3' }
  return {
    create: () => store.create(one, RECORD),
    write: () => store.apply(one, { ...change, operation: 'a', set: { a: '1' } }),
    rotate: () => store.apply(one, { ...change, operation: 'b', next: rotated }),
    read: () => store.read(one, NOW),
    regenerate: () =>
      store.apply(one, { now: NOW, generation: 'g2', operation: 'c', next: renewed }),
    destroy: () => store.destroy(two, 'g1'),
    destroyByUser: async () => assert.equal(await store.destroyByUser?.(user), 1),
  }
}

async function time(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await call()
  return performance.now() - start
}

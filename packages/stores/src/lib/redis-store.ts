import type { ApplyResult, SessionChange, SessionRecord, SessionStore } from '@costrel/session'
import { createScriptRunner, type RedisClient, type RunScript } from './redis-client.ts'
import { readHash, readSummaryOf, writeChange, writeRecord } from './redis-hash.ts'
import { createUserIndex, type RedisUserIndex } from './redis-user-index.ts'
import { decodeText } from './row.ts'
import { APPLY, CREATE, DESTROY, READ } from './redis-scripts.ts'
import { createWaitingRunner, type WaitReplicas } from './redis-wait.ts'

/** Settings of a Redis store. */
export interface RedisStoreOptions {
  /** What all keys begin with. Default: `costrel:`. */
  readonly prefix?: string
  /**
   * Waits after each end of a session, and after each `regenerate` and login, until so many replicas have it, so that a
   * failover does not undo it; after `timeout` it goes on without them. The connection answers nothing else meanwhile.
   * Default: does not wait.
   */
  readonly waitReplicas?: WaitReplicas
}

/** A store in Redis. There is nothing to migrate, and Redis drops what has ended by itself. */
export type RedisStore = Required<Omit<SessionStore, 'migrate' | 'sweep'>>

/**
 * Makes a session store of Redis 7.0 or later, Valkey, or a Cluster of them: one hash per session, one script per
 * operation, each on one key. A record's key expires a minute after the record, so that clocks may differ.
 *
 * @param client a connected client of node-redis, ioredis or Bun
 * @throws TypeError when it is no client, or cannot wait as the options say, or an option is of the wrong kind
 * @throws RangeError when an option is out of its bounds
 */
export function createRedisStore(client: RedisClient, options: RedisStoreOptions = {}): RedisStore {
  const { prefix = 'costrel:', waitReplicas } = options
  if (typeof prefix !== 'string') throw new TypeError('prefix must be text')
  const run = createScriptRunner(client)
  const runAndWait =
    waitReplicas === undefined ? run : createWaitingRunner(client, run, waitReplicas)
  const keyOf = (id: string): string => `${prefix}session:${id}`
  const index = createUserIndex(run, runAndWait, prefix, keyOf)
  const read = async (id: string, now: number): Promise<SessionRecord | null> => {
    const record = readHash(await run(READ, keyOf(id), []))
    return record === null || now >= endOf(record) ? null : record
  }
  return {
    capabilities: CAPABILITIES,
    create: (id, record) => create(run, index, id, keyOf(id), record),
    read,
    apply: (id, change) => apply(isEnd(change) ? runAndWait : run, index, id, keyOf(id), change),
    destroy: async (id, generation) => {
      const answer = await runAndWait(
        DESTROY,
        keyOf(id),
        generation === undefined ? [] : [generation],
      )
      const [destroyed, user] = readList(answer)
      if (destroyed === 1 && user !== '') await index.remove(decodeText(String(user)), [id])
    },
    listByUser: async (user, now) => {
      const ids = await index.list(user)
      const records = await Promise.all(ids.map((id) => read(id, now)))
      return ids.flatMap((id, n) => readSummaryOf(id, user, records[n] ?? null))
    },
    destroyByUser: (user, { except } = {}) => index.destroyAll(user, except),
  }
}

// What Redis acknowledged may be lost at a crash (appendfsync everysec, the default) and at a failover.
const CAPABILITIES = {
  atomicApply: true,
  compareAndSet: true,
  userIndex: true,
  durable: false,
  consistency: 'strong',
} as const

function endOf({ idleExpiresAt, expiresAt }: SessionRecord): number {
  return Math.min(idleExpiresAt, expiresAt)
}

/** A new generation without a grace ends the tokens of before. */
function isEnd({ next }: SessionChange): boolean {
  return next !== undefined && next.graceUntil === undefined
}

/** The index knows a session before the record says whose it is: who ends all of a user's sessions misses none. */
async function create(
  run: RunScript,
  index: RedisUserIndex,
  id: string,
  key: string,
  record: SessionRecord,
): Promise<'created' | 'exists'> {
  const end = endOf(record)
  if (record.user !== undefined) await index.add(record.user, id, record.touchedAt, end)
  const created = await run(CREATE, key, [`${end + CLOCK_TOLERANCE}`, ...writeRecord(record)])
  return created === 1 ? 'created' : 'exists'
}

// Milliseconds by which the clock of Redis may be ahead of ours.
const CLOCK_TOLERANCE = 60_000

async function apply(
  run: RunScript,
  index: RedisUserIndex,
  id: string,
  key: string,
  change: SessionChange,
): Promise<ApplyResult> {
  const { now, user, touchedAt, idleExpiresAt, expiresAt } = change
  const guess = Math.min(idleExpiresAt ?? Infinity, expiresAt ?? Infinity)
  const indexed = Number.isFinite(guess) ? guess : now + CLOCK_TOLERANCE
  if (user !== undefined) await index.add(user, id, now, indexed)
  const answer = readList(await run(APPLY, key, writeChange(change)))
  const [status, generation, generationAt, owner = '', ...ends] = answer.map(String)
  if (status !== 'applied') return { status: readRefusal(status) }
  const [idle, whole] = ends.map(Number)
  const end = Math.min(idleExpiresAt ?? Number(idle), expiresAt ?? Number(whole))
  const touches = (touchedAt ?? idleExpiresAt ?? expiresAt) !== undefined
  if (user !== undefined && end > indexed) await index.add(user, id, now, end)
  if (user === undefined && touches && owner !== '')
    await index.add(decodeText(owner), id, now, end)
  return { status, generation: String(generation), generationAt: Number(generationAt) }
}

function readRefusal(status: string | undefined): 'gone' | 'superseded' | 'conflict' {
  if (status === 'gone' || status === 'superseded' || status === 'conflict') return status
  throw new TypeError('Redis answered what no script of ours gives')
}

function readList(answer: unknown): unknown[] {
  return Array.isArray(answer) ? answer : []
}

import { randomBytes } from 'node:crypto'
import type { SessionStore } from '@costrel/session'

/** What became of the calls of a load. */
export interface LoadReport {
  /** Commits and logouts that the store said were done. */
  readonly acknowledged: number
  /** Calls that were given up after two seconds of trying. */
  readonly refused: number
  /** The longest time, in milliseconds, between two calls that were done. */
  readonly longestGap: number
  /** Sessions of which an acknowledged commit is missing. */
  readonly lost: number
  /** Sessions that are there although their logout was acknowledged. */
  readonly cameBack: number
  /** Sessions that read as somebody else's. */
  readonly wrong: number
}

interface Held {
  readonly id: string
  readonly user: string
  /** The number in the last commit that was acknowledged; `undefined` after an acknowledged logout. */
  last: number | undefined
}

/** A load that is running. */
export interface Load {
  /** How many calls were done so far. */
  acknowledged(): number
  /** Stops it, reads every session, and tells. */
  stop(): Promise<LoadReport>
}

/**
 * Commits to sessions without a pause, and ends one now and then, as requests would: each call is tried again, with the
 * same operation id, for two seconds.
 */
export async function startLoad(
  store: SessionStore,
  sessions = 100,
  newId: () => string = () => randomBytes(32).toString('hex'),
): Promise<Load> {
  const held = await Promise.all(Array.from({ length: sessions }, () => createHeld(store, newId())))
  const stop = new AbortController()
  const counts = { acknowledged: 0, refused: 0, longestGap: 0, lastDone: performance.now() }
  const work = async (own: Held[]): Promise<void> => {
    for (let n = 1; !stop.signal.aborted; n++) {
      const session = own[n % own.length]
      if (session === undefined || session.last === undefined) continue
      const live = own.filter(({ last }) => last !== undefined).length
      const ends = n > own.length * 3 && n % 97 === 0 && live > own.length / 2
      const done = await insist(ends ? logout(store, session) : commit(store, session, n))
      if (done) counts.acknowledged += 1
      else counts.refused += 1
      const now = performance.now()
      if (done) counts.longestGap = Math.max(counts.longestGap, now - counts.lastDone)
      if (done) counts.lastDone = now
      await pause(1)
    }
  }
  const parts = Array.from({ length: 8 }, (_, n) => held.filter((_, m) => m % 8 === n))
  const works = parts.map(work)
  const end = async (): Promise<LoadReport> => {
    stop.abort()
    await Promise.all(works)
    const { acknowledged, refused, longestGap } = counts
    const whole = await check(store, held)
    return { acknowledged, refused, longestGap: Math.round(longestGap), ...whole }
  }
  return { acknowledged: () => counts.acknowledged, stop: end }
}

async function createHeld(store: SessionStore, id: string): Promise<Held> {
  const user = `user ${id.slice(0, 8)}`
  const now = Date.now()
  const times = { generationAt: now, createdAt: now, touchedAt: now }
  const ends = { idleExpiresAt: now + 3_600_000, expiresAt: now + 3_600_000 }
  await store.create(id, { data: {}, generation: id, operations: [], user, ...times, ...ends })
  return { id, user, last: 0 }
}

function commit(store: SessionStore, session: Held, n: number): () => Promise<void> {
  const change = { now: Date.now(), operation: randomBytes(8).toString('hex') }
  return async () => {
    const set = { n: `${n}`, user: session.user }
    const { status } = await store.apply(session.id, { ...change, generation: session.id, set })
    if (status === 'applied') session.last = n
    else throw new Error(`a commit was ${status}`)
  }
}

function logout(store: SessionStore, session: Held): () => Promise<void> {
  return async () => {
    await store.destroy(session.id, session.id)
    session.last = undefined
  }
}

async function insist(call: () => Promise<void>): Promise<boolean> {
  const end = performance.now() + 2000
  while (performance.now() < end) {
    const done = await Promise.race([succeeds(call), pause(1000).then(() => false)])
    if (done) return true
    await pause(10 + Math.random() * 40)
  }
  return false
}

function succeeds(call: () => Promise<void>): Promise<boolean> {
  return call().then(
    () => true,
    () => false,
  )
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

async function check(
  store: SessionStore,
  held: readonly Held[],
): Promise<Pick<LoadReport, 'lost' | 'cameBack' | 'wrong'>> {
  const report = { lost: 0, cameBack: 0, wrong: 0 }
  for (const { id, user, last } of held) {
    const record = await readAtLast(store, id)
    if (last === undefined && record !== null) report.cameBack += 1
    if (last !== undefined && Number(record?.data['n'] ?? 0) < last) report.lost += 1
    if (record !== null && record.user !== user) report.wrong += 1
  }
  return report
}

async function readAtLast(store: SessionStore, id: string): ReturnType<SessionStore['read']> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const read = store.read(id, Date.now()).catch(() => undefined)
    const record = await Promise.race([read, pause(1000).then(() => undefined)])
    if (record !== undefined) return record
    await pause(100)
  }
  throw new Error('a session could not be read in a hundred tries')
}

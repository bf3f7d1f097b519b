/**
 * What a read and a commit cost in a file of many sessions and in a file of 1,000, measured in turns, and what a sweep
 * does to a writer in another process: `node guarantees/sqlite-million.ts [sessions]`.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SessionStore } from '@costrel/session'
import { createSqliteStore } from '../src/sqlite.ts'
import { type HeldLock, timeLocks } from './held-locks.ts'
import { makeGeneration, makeId, makeRecord } from './record.ts'

interface Sessions {
  readonly store: Required<SessionStore>
  readonly database: DatabaseSync
  readonly ids: readonly string[]
}

const [, script = '', first = '1000000', path] = process.argv
if (first === 'write' && path !== undefined) await writeUntilTold(path)
else await measure(Number(first))

async function measure(count: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'costrel-'))
  const few = await fill(join(directory, 'few.db'), 1000)
  const many = await fill(join(directory, 'many.db'), count)
  for (const [what, run] of [['read', readOne] as const, ['commit', commitOne] as const]) {
    const [a, b] = await inTurns(few, many, run)
    const ratio = (b / a).toFixed(2)
    console.log(
      `sqlite: ${what}: ${a.toFixed(1)} µs at 1,000 sessions, ${b.toFixed(1)} µs at ${count}: ${ratio} ×`,
    )
  }
  await sweepBesideWriter(join(directory, 'many.db'), many, Math.min(100_000, count / 2))
  few.database.close()
  many.database.close()
  rmSync(directory, { recursive: true })
}

async function fill(path: string, count: number): Promise<Sessions> {
  const database = new DatabaseSync(path)
  const store = createSqliteStore(database)
  await store.migrate()
  database.exec('PRAGMA cache_size = -1000000')
  const ids: string[] = []
  const old = Math.min(100_000, count / 2)
  for (let n = 0; n < count; n++) {
    if (n % 10_000 === 0) database.exec('BEGIN')
    const id = makeId()
    // The first ones have ended by the time the sweep looks.
    const ends = n < old && count > 1000 ? { idleExpiresAt: 1000 } : {}
    await store.create(id, makeRecord({ user: `user ${n % 50_000}`, generation: 'g1', ...ends }))
    if (n >= old || count <= 1000) ids.push(id)
    if (n % 10_000 === 9999 || n === count - 1) database.exec('COMMIT')
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  const reopened = new DatabaseSync(path)
  return { store: createSqliteStore(reopened), database: reopened, ids }
}

/** Medians in microseconds, of 40 rounds of 50 calls each, in turns so that the machine's moods meet both. */
async function inTurns(
  few: Sessions,
  many: Sessions,
  run: (sessions: Sessions) => Promise<void>,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < 44; round++) {
    for (const [n, sessions] of [few, many].entries()) {
      for (let call = 0; call < 50; call++) {
        const start = performance.now()
        await run(sessions)
        if (round >= 4) times[n]?.push((performance.now() - start) * 1000)
      }
    }
  }
  return [median(times[0]), median(times[1])]
}

async function readOne({ store, ids }: Sessions): Promise<void> {
  if ((await store.read(pick(ids), Date.now())) === null) throw new Error('a session is missing')
}

async function commitOne({ store, ids }: Sessions): Promise<void> {
  const change = { now: Date.now(), operation: makeGeneration(), generation: 'g1' }
  const { status } = await store.apply(pick(ids), { ...change, set: { theme: '"light"' } })
  if (status !== 'applied') throw new Error(`a commit was ${status}`)
}

async function sweepBesideWriter(path: string, { database }: Sessions, old: number): Promise<void> {
  const locks: HeldLock[] = []
  const sweeper = createSqliteStore(timeLocks(database, locks))
  const child = fork(script, ['write', path])
  await once(child, 'message')
  const alone = ask(child, 10_000)
  console.log(`sqlite: commits of a process alone: ${await alone}`)
  const start = performance.now()
  const swept = await sweeper.sweep(Date.now(), old)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`sqlite: commits of it beside a sweep in another: ${await ask(child, 0)}`)
  console.log(`sqlite: the sweep of ${swept} sessions in ${seconds} s held the write lock:`)
  console.log(`  in all: ${spread(locks.map(({ took }) => took))}`)
  const worked = locks.map(({ took, waited }) => took - waited)
  console.log(`  without the times at which another process had the processor: ${spread(worked)}`)
  child.disconnect()
}

/** What the writer tells of its commits since it was asked before. */
async function ask(child: ChildProcess, after: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, after))
  const told = once(child, 'message')
  child.send('report')
  const [report] = await told
  return String(report)
}

async function writeUntilTold(path: string): Promise<void> {
  const store = createSqliteStore(new DatabaseSync(path))
  const id = makeId()
  await store.create(id, makeRecord({ generation: 'g1' }))
  let times: number[] = []
  process.on('message', () => {
    process.send?.(spread(times))
    times = []
  })
  process.send?.('ready')
  while (process.connected) {
    const start = performance.now()
    const change = { now: Date.now(), operation: makeGeneration(), generation: 'g1' }
    await store.apply(id, { ...change, touchedAt: Date.now() })
    times.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

function spread(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2)
  const over = sorted.filter((time) => time > 5).length
  const marks = `median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms`
  return `${times.length}, ${marks}, ${over} over 5 ms`
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN
}

function pick(ids: readonly string[]): string {
  return ids[Math.floor(Math.random() * ids.length)] ?? ''
}

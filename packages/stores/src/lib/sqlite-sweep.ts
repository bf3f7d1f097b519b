import { whenFree } from './sqlite-busy.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import type { SqliteStatements } from './sqlite-statements.ts'
import { sweepInSlices } from './sweep-in-slices.ts'

/**
 * Removes what has ended, in slices. A slice reads what it will remove before it takes the write lock, and under the lock it
 * waits for no disk, since nobody misses what a power failure would bring back; pages are moved from the WAL into the file
 * between slices, which holds no writer up.
 *
 * @param patience how long a slice waits for another process, in milliseconds
 */
export async function sweepSqlite(
  database: SqliteDatabase,
  sql: Pick<SqliteStatements, 'due' | 'sweep'>,
  now: number,
  limit: number,
  patience: number,
): Promise<number> {
  const [due, sweep] = [database.prepare(sql.due), database.prepare(sql.sweep)]
  let moved = 0
  return sweepInSlices(limit, SLICES, async (count) => {
    const keys = await whenFree(patience, () => due.all(now, count).map(readKey))
    const remove = (): number => sweep.all(JSON.stringify(keys), now).length
    const slice = await whenFree(patience, () => quietly(database, () => timed(remove)))
    moved += slice.removed
    if (moved >= ROWS_PER_CHECKPOINT) {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)')
      moved = 0
    }
    return { ...slice, found: keys.length }
  })
}

// Far below what a writer would notice: where there is more work than processors a slice may be stopped in its midst, and the
// shorter, the fewer are.
const SLICES = { aim: 0.4, largest: 64 }

// About a hundred pages: more at once would keep the disk busy for longer than a commit should wait for it.
const ROWS_PER_CHECKPOINT = 30

function readKey(row: unknown): number {
  return Number(Object(row).key)
}

/** Runs without waiting for the disk, and without a checkpoint by itself; the connection is as before afterwards. */
function quietly<Result>(database: SqliteDatabase, run: () => Result): Result {
  const before = SETTINGS.map(([name]) => readSetting(database, name))
  for (const [name, value] of SETTINGS) database.exec(`PRAGMA ${name} = ${value}`)
  try {
    return run()
  } finally {
    for (const [n, [name]] of SETTINGS.entries()) database.exec(`PRAGMA ${name} = ${before[n]}`)
  }
}

const SETTINGS = [
  ['synchronous', 1],
  ['wal_autocheckpoint', 0],
] as const

function readSetting(database: SqliteDatabase, name: string): number {
  const [row] = database.prepare(`PRAGMA ${name}`).all()
  const [value] = Object.values(Object(row))
  return Number(value)
}

function timed(run: () => number): { removed: number; took: number } {
  const start = performance.now()
  const removed = run()
  return { removed, took: performance.now() - start }
}

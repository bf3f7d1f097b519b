import { whenFree } from './sqlite-busy.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { type Slice, sweepInSlices } from './sweep-in-slices.ts'

/**
 * Removes what has ended, in slices. Under the write lock it waits for no disk, since nobody misses what a power failure
 * would bring back; pages are moved from the WAL into the file between slices, which holds no writer up.
 *
 * @param sql a statement that removes rows, with the time and the limit as its parameters
 * @param patience how long a slice waits for another process, in milliseconds
 */
export async function sweepSqlite(
  database: SqliteDatabase,
  sql: string,
  now: number,
  limit: number,
  patience: number,
): Promise<number> {
  const statement = database.prepare(sql)
  let moved = 0
  return sweepInSlices(limit, async (count) => {
    const remove = (): number => statement.all(now, count).length
    const slice = await whenFree(patience, () => quietly(database, () => timed(remove)))
    moved += slice.removed
    if (moved >= ROWS_PER_CHECKPOINT) {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)')
      moved = 0
    }
    return slice
  })
}

// About a hundred pages: more at once would keep the disk busy for longer than a commit should wait for it.
const ROWS_PER_CHECKPOINT = 30

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

function timed(run: () => number): Slice {
  const start = performance.now()
  const removed = run()
  return { removed, took: performance.now() - start }
}

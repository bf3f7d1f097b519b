import { readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from '../src/sqlite.ts'

/** How long a statement held the write lock, in milliseconds. */
export interface HeldLock {
  readonly took: number
  /** How much of it this thread waited for a processor; `NaN` where the system does not tell. */
  readonly waited: number
}

/** The database with each DELETE's time written down: at most that long it holds the write lock. */
export function timeLocks(database: DatabaseSync, held: HeldLock[]): SqliteDatabase {
  const prepare = (sql: string): SqliteStatement => {
    const statement = database.prepare(sql)
    if (!sql.startsWith('DELETE')) return statement
    return {
      all(...values) {
        const [start, waited] = [performance.now(), readWaited()]
        const rows = statement.all(...values)
        held.push({ took: performance.now() - start, waited: readWaited() - waited })
        return rows
      },
    }
  }
  return { exec: (sql) => database.exec(sql), prepare }
}

/** Of Linux: nanoseconds on a processor, nanoseconds of waiting for one, and how often. */
function readWaited(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6
  } catch {
    return Number.NaN
  }
}

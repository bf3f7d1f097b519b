import { createPostgresStore } from '@costrel/stores/postgres'
import { Pool } from 'pg'
import { PATIENCE, type OpenStore } from './open-store.ts'
import { sweepOnSchedule } from './sweep-on-schedule.ts'
import { within } from './within.ts'

/** Keeps the sessions in PostgreSQL, in a table that is made where it is missing. */
export async function openPostgres(connectionString: string): Promise<OpenStore> {
  const pool = new Pool({
    connectionString,
    connectionTimeoutMillis: 2 * PATIENCE,
    keepAlive: true,
  })
  // A connection that is lost while nobody uses it: the pool makes a new one.
  pool.on('error', () => {})
  const store = createPostgresStore(pool)
  try {
    await within(PATIENCE, store.migrate())
  } catch (error) {
    void pool.end()
    throw error
  }
  const sweep = sweepOnSchedule(store)
  return {
    store,
    async close() {
      await sweep.stop()
      await pool.end()
    },
  }
}

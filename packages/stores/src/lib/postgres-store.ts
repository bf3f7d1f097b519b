import type { SessionStore } from '@costrel/session'
import { applyOrJudge } from './apply-or-judge.ts'
import { createStatementRunner, type PostgresClient } from './postgres-client.ts'
import { checkTable, migratePostgres } from './postgres-schema.ts'
import { writeStatements } from './postgres-statements.ts'
import { encodeText, readRecord, readSummary } from './row.ts'
import { changeValues, recordValues } from './sql-columns.ts'
import { sweepInSlices, timeSlice } from './sweep-in-slices.ts'

/** Settings of a PostgreSQL store. */
export interface PostgresStoreOptions {
  /** The table, as `name` or `schema.name` of a-z, 0-9 and _. Default: `costrel_sessions`. */
  readonly table?: string
  /**
   * Whether the server keeps the statements by name, which saves it planning them each time. Not behind a pooler that
   * gives each transaction another connection, and not with PGlite. Default: with `pg` no; with `postgres` what its own
   * `prepare` says, which is yes (without, that driver takes two round trips for each call).
   */
  readonly prepare?: boolean
}

/** A store in PostgreSQL, with all that is optional. */
export type PostgresStore = Required<SessionStore>

/**
 * Makes a session store of PostgreSQL 13 or later: one row per session, one statement per operation. It keeps nothing in
 * a connection and takes no advisory lock, so that a transaction pooler may stand in between. Call `migrate()` before the
 * first request, or run the SQL of `postgresSchema()`.
 *
 * @param client a `Pool` of `pg`, a `sql` of `postgres`, or a `PGlite`
 * @throws TypeError when it is no client, or the table's name no text
 * @throws RangeError when the table's name is refused
 */
export function createPostgresStore(
  client: PostgresClient,
  options: PostgresStoreOptions = {},
): PostgresStore {
  const { table = 'costrel_sessions', prepare } = options
  const sql = writeStatements(checkTable(table))
  const run = createStatementRunner(client, prepare)
  return {
    capabilities: CAPABILITIES,
    migrate: () => migratePostgres(createStatementRunner(client, false), table),
    create: async (id, record) =>
      (await run(sql.create, recordValues(id, record))).length === 1 ? 'created' : 'exists',
    read: async (id, now) => {
      const [row] = await run(sql.read, [id, now])
      return row === undefined ? null : readRecord(row)
    },
    apply: (id, change) => {
      const values = changeValues(id, change)
      return applyOrJudge(
        change,
        () => run(sql.apply, values),
        () => run(sql.look, [id]),
      )
    },
    destroy: async (id, generation) => {
      await run(sql.destroy, [id, generation ?? null])
    },
    listByUser: async (user, now) =>
      (await run(sql.listByUser, [encodeText(user), now])).map(readSummary),
    destroyByUser: async (user, { except } = {}) =>
      (await run(sql.destroyByUser, [encodeText(user), except ?? null])).length,
    sweep: (now, limit) =>
      sweepInSlices(limit, SLICES, (count) =>
        timeSlice(async () => (await run(sql.sweep, [now, count])).length),
      ),
  }
}

// A slice locks rows that have ended, which nobody waits for; the round trip is part of its time.
const SLICES = { aim: 50, largest: 1000 }

const CAPABILITIES = {
  atomicApply: true,
  compareAndSet: true,
  userIndex: true,
  durable: true,
  consistency: 'strong',
} as const

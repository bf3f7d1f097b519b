import type { SqlValue } from './sql-columns.ts'
import { numberOf } from './text-number.ts'

/** A `Pool` or `Client` of the package `pg`, or a `PGlite`, by the little that is needed of it. */
export interface NodePostgresClient {
  query(text: string, values: SqlValue[]): Promise<{ rows: unknown[] }>
}

/** A `sql` of the package `postgres`, by the little that is needed of it. */
export interface PostgresJsClient {
  unsafe(
    text: string,
    values: SqlValue[],
    options: { prepare: boolean },
  ): PromiseLike<Iterable<unknown>>
}

/** A client of PostgreSQL, of one of two kinds. */
export type PostgresClient = NodePostgresClient | PostgresJsClient

/** Runs one statement and gives its rows. */
export type RunStatement = (text: string, values: SqlValue[]) => Promise<unknown[]>

/**
 * Makes one way to run statements of two kinds of clients. A statement that the server undid (a serialization failure,
 * a deadlock, a shutdown) runs again, up to six times, with full jitter from 5 ms.
 *
 * @param prepare whether the server keeps the statements by name; by default as the client does by itself
 * @throws TypeError when it is no client
 */
export function createStatementRunner(client: PostgresClient, prepare?: boolean): RunStatement {
  const run = readClient(client, prepare)
  return async (text, values) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await run(text, values)
      } catch (error) {
        if (attempt === RETRIES || !wasUndone(error)) throw error
      }
      await pause(Math.random() * 5 * 2 ** attempt)
    }
  }
}

const RETRIES = 6

function readClient(client: PostgresClient, prepare?: boolean): RunStatement {
  if (Object(client) !== client) throw new TypeError(KINDS)
  if ('unsafe' in client) {
    // True here means: as the client's own `prepare` says.
    const options = { prepare: prepare ?? true }
    return async (text, values) => [...(await client.unsafe(text, values, options))]
  }
  if (!('query' in client)) throw new TypeError(KINDS)
  if (prepare !== true) return async (text, values) => (await client.query(text, values)).rows
  return createNamedRunner(client)
}

const KINDS = 'client must be one of pg, postgres or PGlite'

/** With `pg` a statement is prepared by giving it a name, which must be its own in the whole pool. */
function createNamedRunner(client: NodePostgresClient): RunStatement {
  const named: { query(config: object): Promise<{ rows: unknown[] }> } = Object(client)
  return async (text, values) => {
    const name = `costrel_${numberOf(text).toString(36)}`
    return (await named.query({ name, text, values })).rows
  }
}

/** `serialization_failure`, `deadlock_detected`, and `admin_shutdown`: in all of them the server undid the statement. */
const UNDONE: ReadonlySet<unknown> = new Set(['40001', '40P01', '57P01'])

function wasUndone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && UNDONE.has(error.code)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

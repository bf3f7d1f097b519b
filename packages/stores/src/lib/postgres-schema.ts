import type { RunStatement } from './postgres-client.ts'
import { USER_INDEX } from './postgres-statements.ts'

/**
 * The SQL that `migrate()` runs, for those who keep their migrations elsewhere.
 *
 * @param table as in the store's options
 * @throws TypeError when it is no text
 * @throws RangeError when the table's name is refused
 */
export function postgresSchema(table = 'costrel_sessions'): string {
  return `${statements(checkTable(table)).join(';\n\n')};\n`
}

/**
 * @returns the name
 * @throws TypeError when it is no text
 * @throws RangeError when it is none that can stand in a statement without quotes
 */
export function checkTable(table: string): string {
  if (typeof table !== 'string') throw new TypeError('table must be text')
  if (/^([a-z_][a-z0-9_]{0,39}\.)?[a-z_][a-z0-9_]{0,39}$/.test(table)) return table
  throw new RangeError('table must be `name` or `schema.name`, of a-z, 0-9 and _')
}

/** Runs the SQL. Of two processes that create the same table at once PostgreSQL refuses one; by then it is there. */
export async function migratePostgres(run: RunStatement, table: string): Promise<void> {
  for (const statement of statements(table)) {
    await run(statement, []).catch((error: unknown) => {
      if (!isThereByNow(error)) throw error
      return run(statement, [])
    })
  }
}

function statements(table: string): string[] {
  const name = table.slice(table.indexOf('.') + 1)
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (
  id text COLLATE "C" PRIMARY KEY,
  data jsonb NOT NULL,
  generation text NOT NULL,
  generation_at bigint NOT NULL,
  previous text,
  previous_until bigint,
  user_name text,
  created_at bigint NOT NULL,
  auth_at bigint,
  touched_at bigint NOT NULL,
  idle_expires_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  operations jsonb NOT NULL
) WITH (fillfactor = 80)`,
    `CREATE INDEX IF NOT EXISTS ${name}_end ON ${table} (least(idle_expires_at, expires_at))`,
    `CREATE INDEX IF NOT EXISTS ${name}_user ON ${table} (${USER_INDEX}) WHERE user_name IS NOT NULL`,
  ]
}

/** `unique_violation` in the catalogue, `duplicate_table` and `duplicate_object`. */
function isThereByNow(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return ['23505', '42P07', '42710'].includes(String(error.code))
}

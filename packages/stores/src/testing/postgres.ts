import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Where the tests' PostgreSQL is. */
export const DATABASE_URL: string =
  process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'

/** Why there is no PostgreSQL to test on; `undefined` when there is one. */
export async function findPostgres(): Promise<string | undefined> {
  const client = new Client({ connectionString: DATABASE_URL, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    await client.end()
    return undefined
  } catch {
    return `no PostgreSQL answers at ${new URL(DATABASE_URL).host}`
  }
}

/** A schema that nobody else uses. */
export function makeSchema(): string {
  return `costrel_test_${randomBytes(6).toString('hex')}`
}

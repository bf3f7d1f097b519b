import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { createClient } from 'redis'

/** A kind of store that tests may use. */
export interface TestStore {
  /** As `SESSION_STORE` says it. */
  readonly name: 'sqlite' | 'redis' | 'postgres'
  /** Why it cannot be tested here; `false` when it can. */
  readonly skip: string | false
  /** Makes room in it that nobody else uses. */
  prepare(): Promise<PreparedStore>
}

/** Room in a store. */
export interface PreparedStore {
  /** What a process needs in its environment to keep its sessions there. */
  readonly variables: Readonly<Record<string, string>>
  /** Takes it away. */
  remove(): Promise<void>
}

const { REDIS_URL = 'redis://127.0.0.1:6379' } = process.env
const { DATABASE_URL = 'postgres://postgres@127.0.0.1:5432/postgres' } = process.env

/** Every kind. */
export const testStores: readonly TestStore[] = [
  { name: 'sqlite', skip: false, prepare: prepareSqlite },
  { name: 'redis', skip: await reasonToSkip(withRedis, 'Redis', REDIS_URL), prepare: prepareRedis },
  {
    name: 'postgres',
    skip: await reasonToSkip(withPostgres, 'PostgreSQL', DATABASE_URL),
    prepare: preparePostgres,
  },
]

async function prepareSqlite(): Promise<PreparedStore> {
  const folder = await mkdtemp(join(tmpdir(), 'costrel-example-'))
  return {
    variables: { SESSION_STORE: 'sqlite', SQLITE_FILE: join(folder, 'made/sessions.sqlite') },
    remove: () => rm(folder, { recursive: true }),
  }
}

async function prepareRedis(): Promise<PreparedStore> {
  const prefix = `${ownName()}:`
  return {
    variables: { SESSION_STORE: 'redis', REDIS_URL, REDIS_PREFIX: prefix },
    remove: () =>
      withRedis(async (client) => {
        for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1000 })) {
          if (keys.length > 0) await client.unlink(keys)
        }
      }),
  }
}

/** The table stands in a schema of its own, to which the URL leads. */
async function preparePostgres(): Promise<PreparedStore> {
  const schema = ownName()
  await withPostgres((client) => client.query(`CREATE SCHEMA ${schema}`))
  const url = new URL(DATABASE_URL)
  url.searchParams.set('options', `-csearch_path=${schema}`)
  return {
    variables: { SESSION_STORE: 'postgres', DATABASE_URL: url.href },
    remove: () => withPostgres((client) => client.query(`DROP SCHEMA ${schema} CASCADE`)),
  }
}

function ownName(): string {
  return `costrel_example_${randomBytes(6).toString('hex')}`
}

async function withRedis(use: (client: ReturnType<typeof makeRedis>) => unknown): Promise<void> {
  const client = makeRedis()
  client.on('error', () => {})
  await client.connect()
  await use(client)
  await client.close()
}

function makeRedis() {
  return createClient({ url: REDIS_URL, socket: { reconnectStrategy: false } })
}

async function withPostgres(use: (client: Client) => unknown): Promise<void> {
  const client = new Client({ connectionString: DATABASE_URL, connectionTimeoutMillis: 2_000 })
  await client.connect()
  await use(client)
  await client.end()
}

async function reasonToSkip(
  connect: (use: () => void) => Promise<void>,
  name: string,
  url: string,
): Promise<string | false> {
  try {
    await connect(() => {})
    return false
  } catch {
    return `no ${name} answers at ${new URL(url).host}`
  }
}

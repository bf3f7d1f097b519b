import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { DATABASE_URL, findPostgres } from './postgres.ts'
import { eventually, findPorts, hasEnded } from './redis-cluster.ts'

/** A pooler before the tests' PostgreSQL. */
export interface Pooler {
  readonly url: string
  close(): Promise<void>
}

/** Why there can be no pooler; `undefined` when there can. */
export async function findPooler(): Promise<string | undefined> {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore' })
  } catch {
    return 'pgbouncer is not installed'
  }
  return findPostgres()
}

/** Starts PgBouncer with two connections to the server, of which each transaction gets one. */
export async function startPooler(): Promise<Pooler> {
  const directory = mkdtempSync(join(tmpdir(), 'costrel-pooler-'))
  const [port = 0] = await findPorts(1)
  const settings = join(directory, 'pgbouncer.ini')
  writeFileSync(settings, writeSettings(port))
  // It refuses to run as root, and reads its settings once it does not.
  for (const path of [directory, settings]) chmodSync(path, 0o755)
  const user = userInfo().uid === 0 ? ['-u', 'postgres'] : []
  const server = spawn('pgbouncer', [...user, settings], { stdio: 'ignore' })
  const url = new URL(DATABASE_URL)
  url.host = `127.0.0.1:${port}`
  await eventually(async () => {
    const client = new Client({ connectionString: url.href })
    await client.connect()
    await client.end()
    return true
  })
  const close = async (): Promise<void> => {
    server.kill('SIGKILL')
    await hasEnded(server)
    rmSync(directory, { recursive: true })
  }
  return { url: url.href, close }
}

function writeSettings(port: number): string {
  const { hostname, port: server, username, password } = new URL(DATABASE_URL)
  const secret = password === '' ? '' : ` password=${decodeURIComponent(password)}`
  const target = `host=${hostname} port=${server || 5432} user=${decodeURIComponent(username)}`
  return `[databases]
* = ${target}${secret}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
`
}

/**
 * A PostgreSQL server under load is killed and started again, and every connection is cut:
 * `node guarantees/postgres-faults.ts [rounds]`. It starts a server of its own, from the binaries in `PG_BIN` or of Debian's
 * PostgreSQL 15; as root it does so as the user `postgres`.
 */
import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { createPostgresStore } from '../src/postgres.ts'
import { startLoad } from '../src/testing/load.ts'

const bin = process.env['PG_BIN'] ?? '/usr/lib/postgresql/15/bin'
const rounds = Number(process.argv[2] ?? 5)
const directory = mkdtempSync(join(tmpdir(), 'costrel-postgres-'))
const port = await findPort()
giveToPostgres(directory)
run('initdb', '-D', `${directory}/data`, '-A', 'trust', '-U', 'postgres')
start()
const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', max: 8 })
pool.on('error', () => {})
const store = createPostgresStore(pool)
await store.migrate()
for (let round = 1; round <= rounds; round++) {
  await report(`killed and started again, round ${round}`, () => {
    run('pg_ctl', '-D', `${directory}/data`, '-m', 'immediate', 'stop')
    start()
  })
  await report(`every connection cut, round ${round}`, async () => {
    const text =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()'
    await pool.query(text).catch(() => {})
  })
}
await pool.end()
run('pg_ctl', '-D', `${directory}/data`, '-m', 'immediate', 'stop')
rmSync(directory, { recursive: true, force: true })

async function report(what: string, fault: () => void | Promise<void>): Promise<void> {
  const load = await startLoad(store, 50)
  await pause(1500)
  await fault()
  await pause(1500)
  const { acknowledged, refused, lost, cameBack, wrong, longestGap } = await load.stop()
  const bad = `${lost} lost, ${cameBack} came back, ${wrong} wrong user`
  const gap = `longest without a write ${longestGap} ms`
  console.log(
    `postgres: ${what}: ${acknowledged} acknowledged, ${refused} given up, ${bad}, ${gap}`,
  )
}

function start(): void {
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1`
  run('pg_ctl', '-D', `${directory}/data`, '-w', '-l', `${directory}/log`, '-o', options, 'start')
}

function run(program: string, ...values: string[]): void {
  const command = [`${bin}/${program}`, ...values]
  const all = isRoot() ? ['runuser', '-u', 'postgres', '--', ...command] : command
  const [first = '', ...rest] = all
  execFileSync(first, rest, { stdio: 'ignore', cwd: directory })
}

function giveToPostgres(path: string): void {
  if (!isRoot()) return
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])))
  chownSync(path, uid ?? 0, gid ?? 0)
}

function isRoot(): boolean {
  return userInfo().uid === 0
}

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

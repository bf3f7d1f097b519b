/**
 * Two processes write to one SQLite file, and one of them is killed (SIGKILL) at a random moment:
 * `node guarantees/sqlite-kill.ts [rounds]`. Prints how many acknowledged commits were lost, and what SQLite says of the file.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SessionStore } from '@costrel/session'
import { createSqliteStore } from '../src/sqlite.ts'
import { makeGeneration, makeRecord } from './record.ts'

const SESSIONS = 10
const [, script = '', first = '200', path] = process.argv

if (first === 'write' && path !== undefined) await writeForever(path)
else await killMany(Number(first))

async function writeForever(path: string): Promise<void> {
  const store = createSqliteStore(new DatabaseSync(path))
  for (let n = 1; ; n++) {
    await commit(store, n, 'killed')
    writeSync(1, `${n}\n`)
  }
}

async function killMany(rounds: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'costrel-'))
  const path = join(directory, 'sessions.db')
  const totals = { acknowledged: 0, lost: 0, torn: 0 }
  for (let round = 0; round < rounds; round++) {
    const { acknowledged, lost } = await killOne(path)
    totals.acknowledged += acknowledged
    totals.lost += lost
    if (!isWhole(path)) totals.torn += 1
  }
  rmSync(directory, { recursive: true })
  const { acknowledged, lost, torn } = totals
  console.log(`sqlite: kill -9 of one of two writers, ${rounds} times:`)
  console.log(`  ${acknowledged} commits acknowledged, ${lost} lost, ${torn} files damaged`)
}

async function killOne(path: string): Promise<{ acknowledged: number; lost: number }> {
  const database = new DatabaseSync(path)
  const store = createSqliteStore(database)
  await store.migrate()
  for (let n = 0; n < SESSIONS; n++) {
    await store.destroy(idOf(n))
    await store.create(idOf(n), makeRecord({ data: {}, generation: 'g1' }))
  }
  const child = spawn(process.execPath, [script, 'write', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (told += chunk))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  const end = performance.now() + Math.random() * 60
  let own = 0
  while (performance.now() < end) {
    await commit(store, ++own, 'own')
    await pause(0)
  }
  child.kill('SIGKILL')
  await commit(store, ++own, 'own')
  await closed
  const acknowledged = told.slice(0, told.lastIndexOf('\n')).split('\n').length
  const lost =
    (await countLost(store, acknowledged, 'killed')) + (await countLost(store, own, 'own'))
  database.close()
  return { acknowledged: acknowledged + own, lost }
}

/** The n-th commit of a writer, in the session whose turn it is. */
async function commit(store: SessionStore, n: number, writer: string): Promise<void> {
  const change = { now: Date.now(), operation: makeGeneration(), generation: 'g1' }
  const { status } = await store.apply(idOf(n), { ...change, set: { [writer]: `${n}` } })
  if (status !== 'applied') throw new Error(`commit ${n} of ${writer} was ${status}`)
}

/** In each session the last acknowledged commit must be there, or the one after it, which was made and not told. */
async function countLost(store: SessionStore, last: number, writer: string): Promise<number> {
  let lost = 0
  for (let n = last; n > last - SESSIONS && n > 0; n--) {
    const record = await store.read(idOf(n), Date.now())
    if (Number(record?.data[writer] ?? 0) < n) lost += 1
  }
  return lost
}

function isWhole(path: string): boolean {
  const database = new DatabaseSync(path)
  const [row] = database.prepare('PRAGMA integrity_check').all()
  database.close()
  return row?.['integrity_check'] === 'ok'
}

function idOf(n: number): string {
  return `${n % SESSIONS}`.padStart(64, '0')
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

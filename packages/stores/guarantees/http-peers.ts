/**
 * Whole HTTP requests beside connect-redis and connect-pg-simple under express-session, on the same servers in one run:
 * `node guarantees/http-peers.ts [rounds] [seconds] [redis|postgres …]`. Each app is a process of its own, and this one makes the load, with a
 * session for each connection. Rounds take turns, in an order that is turned around each time; the best round counts.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import autocannon from 'autocannon'
import { Pool } from 'pg'
import { DATABASE_URL, makeSchema } from '../src/testing/postgres.ts'
import { makePrefix, removePrefix } from '../src/testing/redis.ts'

interface App {
  readonly name: string
  readonly process: ChildProcess
  readonly url: string
  readonly cookies: readonly string[]
}

const [, , first = '5', second = '3', ...chosen] = process.argv
const rounds = Number(first)
const seconds = Number(second)
const CONNECTIONS = 20

for (const engine of chosen.length > 0 ? chosen : ['redis', 'postgres']) {
  const place = await makePlace(engine)
  const apps = [
    await startApp('ours', engine, `${place}${engine === 'redis' ? 'ours:' : ''}`),
    await startApp('express', engine, `${place}${engine === 'redis' ? 'express:' : ''}`),
  ]
  for (const method of ['GET', 'POST'] as const) await compare(engine, method, apps)
  for (const app of apps) app.process.disconnect()
  await removePlace(engine, place)
}

async function compare(
  engine: string,
  method: 'GET' | 'POST',
  apps: readonly App[],
): Promise<void> {
  const best = new Map<App, { micros: number; rate: number }>()
  for (let round = 0; round <= rounds; round++) {
    for (const app of round % 2 === 0 ? apps : apps.toReversed()) {
      const alone = await load(app, method, 1)
      const together = await load(app, method, CONNECTIONS)
      const { micros, rate } = best.get(app) ?? { micros: Infinity, rate: 0 }
      // The first round warms up.
      if (round === 0) continue
      best.set(app, { micros: Math.min(micros, 1e6 / alone), rate: Math.max(rate, together) })
    }
  }
  const what = method === 'GET' ? 'reads a key' : 'sets a key'
  const [ours, theirs] = apps.map((app) => best.get(app))
  if (ours === undefined || theirs === undefined) throw new Error('no round was made')
  console.log(`${engine}, a request that ${what}:`)
  for (const [app, { micros, rate }] of best)
    console.log(`  ${app.name}: ${Math.round(micros)} µs alone, ${Math.round(rate)} requests/s`)
  const [time, rate] = [ratio(ours.micros, theirs.micros), ratio(ours.rate, theirs.rate)]
  console.log(`  ours to theirs: ${time} the time alone, ${rate} the requests`)
}

function ratio(of: number, to: number): string {
  return `${(of / to).toFixed(2)} ×`
}

/** Requests per second. */
async function load(
  { url, cookies }: App,
  method: 'GET' | 'POST',
  connections: number,
): Promise<number> {
  let next = 0
  const result = await autocannon({
    url,
    method,
    connections,
    duration: seconds,
    setupClient: (client) => {
      client.setHeaders({ cookie: cookies[next++ % cookies.length] ?? '' })
    },
  })
  const { errors, non2xx, requests, duration } = result
  if (errors + non2xx > 0) throw new Error(`${errors} errors, ${non2xx} refused`)
  return requests.total / duration
}

async function startApp(who: 'ours' | 'express', engine: string, place: string): Promise<App> {
  const script = new URL('http-server.ts', import.meta.url).pathname
  const app = fork(script, [who, engine, place])
  const [port] = await once(app, 'message')
  const url = `http://127.0.0.1:${port}`
  const cookies = await Promise.all(Array.from({ length: CONNECTIONS }, () => login(url)))
  const peer = engine === 'redis' ? 'connect-redis' : 'connect-pg-simple'
  return { name: who === 'ours' ? 'ours' : peer, process: app, url, cookies }
}

async function login(url: string): Promise<string> {
  const { headers } = await fetch(`${url}/login`, { method: 'POST' })
  const [line] = headers.getSetCookie()
  if (line === undefined) throw new Error('the login set no cookie')
  return line.split(';', 1).join()
}

async function makePlace(engine: string): Promise<string> {
  if (engine === 'redis') return makePrefix()
  const schema = makeSchema()
  await query(`CREATE SCHEMA ${schema}`)
  return schema
}

async function removePlace(engine: string, place: string): Promise<void> {
  await (engine === 'redis' ? removePrefix(place) : query(`DROP SCHEMA ${place} CASCADE`))
}

async function query(text: string): Promise<void> {
  const pool = new Pool({ connectionString: DATABASE_URL })
  await pool.query(text)
  await pool.end()
}

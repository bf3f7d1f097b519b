/**
 * Redis stops answering (SIGSTOP) under visitors with valid cookies, and goes on (SIGCONT): `node guarantees/hang.ts`.
 * Starts a `redis-server` of its own. Prints how long what took, and what was answered.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createRedisStore } from '../src/redis.ts'
import { answer, createSite } from '../src/testing/site.ts'

const directory = mkdtempSync(join(tmpdir(), 'costrel-'))
const socket = join(directory, 'redis.sock')
const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', directory]
const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
for await (const line of server.stdout) if (/ready to accept/i.test(String(line))) break

const redis = new Redis({ path: socket })
const site = createSite([createRedisStore(redis)])
const visitor = site.visitor()
await visitor.visit((session) => session.login('ann'))

const writing = await visitor.begin()
writing.session.set('a', 1)
server.kill('SIGSTOP')
tell('a write that was under way', await time(() => writing.end()))
tell('three requests at once', ...(await Promise.all([read(), read(), read()])))
tell('20 requests one after another that touch nothing', ...(await repeat(20, untouched)))
tell('20 requests one after another that read', ...(await repeat(20, read)))
await pause(1100)
tell('one that touches nothing, while Redis is asked again', await untouched())
server.kill('SIGCONT')
const goesOn = performance.now()
while ((await read()).status !== 200) await pause(50)
const after = Math.round(performance.now() - goesOn)
console.log(`sessions are read again ${after} ms after SIGCONT`)

redis.disconnect()
server.kill()
await once(server, 'exit')
rmSync(directory, { recursive: true })

interface Timed {
  readonly status: number
  readonly cookies: number
  readonly took: number
}

function read(): Promise<Timed> {
  return time(() => answer(visitor, (session) => session.user))
}

function untouched(): Promise<Timed> {
  return time(() => answer(visitor, () => {}))
}

async function time(run: () => Promise<Response>): Promise<Timed> {
  const begun = performance.now()
  const { status, headers } = await run()
  return { status, cookies: headers.getSetCookie().length, took: performance.now() - begun }
}

async function repeat(count: number, run: () => Promise<Timed>): Promise<Timed[]> {
  const all: Timed[] = []
  for (let n = 0; n < count; n++) all.push(await run())
  return all
}

function tell(what: string, ...timed: readonly Timed[]): void {
  const longest = Math.max(...timed.map(({ took }) => took)).toFixed(1)
  const statuses = [...new Set(timed.map(({ status }) => status))].join(', ')
  const cookies = timed.reduce((sum, each) => sum + each.cookies, 0)
  console.log(`${what}: ${statuses} with ${cookies} cookies, ${longest} ms at most`)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

/** Random sessions between the real Flask and ours, over cookies: theirs that we change, and ours that they change. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { createFlaskCookie, type FlaskDict } from '@costrel/signing/flask'
import { findFlasks } from '../../../apps/example/flask/flasks.ts'
import { arbitrarySession } from '../../signing/src/lib/flask/arbitrary-session.test.ts'
import { flask } from './flask.ts'
import { createSessions, type Session } from './index.ts'
import { describeValue } from './lib/flask/describe-value.test.ts'

const COUNT = 200
const SECRET_KEY = 'q3K9vXw2mZr8TtLb5NcYdHs7'
const script = fileURLToPath(new URL('../vectors/flask_sessions.py', import.meta.url))
/** Shown by what fails; with the variable `SEED` the same sessions are made again. */
const firstSeed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const seeds = Array.from({ length: COUNT }, (_, index) => firstSeed + index)

for (const { name, python, skip } of findFlasks()) {
  describe(`sessions of ${name} and ours`, { skip }, () => {
    let server: ReturnType<typeof spawnFlask>
    let baseUrl = ''
    before(async () => {
      server = spawnFlask(python)
      const [port] = await once(server.stdout, 'data')
      baseUrl = `http://127.0.0.1:${Number(port)}`
    })
    after(() => void server.kill())

    test(`a key that we change leaves all others equal and of their types, in ${COUNT}`, async () => {
      for (const seed of seeds) {
        const { here, there } = createVisitor(baseUrl)
        await there.post(`/make/${seed}`)
        const changed = await here((session) => changeOne(session, seed))
        const different: unknown = await post(there, `/compare/${seed}`, changed)
        assert.deepEqual({ seed, different }, { seed, different: null })
      }
    })

    test(`what we set is what Flask reads, and leaves when it changes a key, in ${COUNT}`, async () => {
      const runs = { numRuns: COUNT, seed: firstSeed }
      for (const [index, data] of fc.sample(arbitrarySession.filter(fits), runs).entries()) {
        const seed = `${firstSeed}, session ${index}`
        const { here, there } = createVisitor(baseUrl)
        await here((session) => setAll(session, data))
        const described: unknown = await (await there.get('/described')).json()
        assert.deepEqual({ seed, described }, { seed, described: describeValue(data) })

        const before = await here((session) => session.toObject())
        const key = String(await post(there, `/touch/${index}`, null))
        const after = await here((session) => session.toObject())
        const found = { ...before, [key]: 'set by Flask' }
        assert.deepEqual({ seed, after }, { seed, after: found })
      }
    })
  })
}

function spawnFlask(python: string) {
  const env = { PATH: process.env['PATH'], SECRET_KEY }
  return spawn(python, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
}

/** A visitor of both servers: `there` is Flask, `here` does something in a request of ours. */
function createVisitor(baseUrl: string) {
  const sessions = createSessions({ format: flask({ secretKey: SECRET_KEY }) })
  const there = createTestClient(async (request) => fetch(request), { baseUrl })
  async function here<Result>(act: (session: Session) => Result): Promise<Result> {
    const results: Result[] = []
    const handler = sessions.middleware((_request, session) => {
      results.push(act(session))
      return new Response('ok')
    })
    const client = createTestClient(handler, { baseUrl, jar: there.jar })
    assert.equal((await client.post('/')).status, 200)
    const [result] = results
    return result as Result
  }
  return { here, there }
}

async function post(client: TestClient, path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return (await client.request(path, init)).json()
}

/** Changes one key: alone, behind a look at all others, or with all others set to what they are. */
function changeOne(session: Session, seed: number): string {
  const keys = session.keys()
  const changed = keys[seed % keys.length] ?? 'ours'
  if (seed % 3 === 1) session.toObject()
  if (seed % 3 === 2) for (const key of keys) session.set(key, session.get(key))
  session.set(changed, 'set by us')
  return changed
}

function setAll(session: Session, data: FlaskDict): void {
  for (const [key, value] of Object.entries(data)) session.set(key, value)
}

const cookie = createFlaskCookie({ secretKey: SECRET_KEY, maxLength: 100_000 })

/** Whether there is something for a cookie, and it is not too large. */
function fits(data: FlaskDict): boolean {
  return Object.keys(data).length > 0 && cookie.encode(data, { now: 0 }).length < 4000
}

/** The example as a process on Node, Bun and Deno: how it starts, refuses to start, and ends. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { describe, test } from 'node:test'
import { listening, processes } from './example.ts'
import { printed, temporaryFolder } from './processes.ts'

const SECRET = { SESSION_SECRET: randomBytes(32).toString('base64') }

for (const { name, start } of processes) {
  describe(`the example on ${name}`, { concurrency: true }, () => {
    test('prints where it is, and then a line for each request', async (t) => {
      const started = start(t, await temporaryFolder(t), SECRET)
      const origin = await listening(started)
      assert.equal(started.output(), `Costrel example on ${origin}\n`)
      assert.equal((await fetch(`${origin}/healthz`)).status, 200)
      await printed(started, /^\{.*"message":"GET \/healthz 200, 2 bytes in .+\}$/m)
    })

    test('makes a secret and keeps it', async (t) => {
      const folder = await temporaryFolder(t)
      const started = start(t, folder)
      await listening(started)
      assert.match(
        started.output(),
        /^SESSION_SECRET is not set: made one and kept it in \.env\.local/,
      )
      assert.deepEqual(await readdir(folder), ['.env.local'])
    })

    test('refuses to start in production without a secret, in one line', async (t) => {
      const folder = await temporaryFolder(t)
      const { exit, output } = start(t, folder, { NODE_ENV: 'production' })
      assert.equal(await exit, 1)
      assert.equal(
        output(),
        'SESSION_SECRET must be set with NODE_ENV=production; make one with: openssl rand -base64 32\n',
      )
      assert.deepEqual(await readdir(folder), [])
    })

    test('refuses a port that is taken, in one line', async (t) => {
      const folder = await temporaryFolder(t)
      const { port } = new URL(await listening(start(t, folder, SECRET)))
      const { exit, output } = start(t, folder, { ...SECRET, PORT: port })
      assert.equal(await exit, 1)
      assert.match(output(), /^.+ in use.+; name another port with PORT\n$/i)
    })

    test('finishes an open request after SIGTERM, drops an idle connection, and exits with 0', async (t) => {
      const started = start(t, await temporaryFolder(t), SECRET)
      const origin = await listening(started)
      await leaveIdle(origin)
      const post = request(`${origin}/login`, { method: 'POST', headers: formHeaders(origin) })
      post.flushHeaders()
      await once(post, 'continue')
      started.child.kill('SIGTERM')
      await printed(started, /^Stopping$/m)
      post.end('username=ada')
      const [response] = await once(post, 'response')
      assert.equal(response.statusCode, 303)
      response.resume()
      assert.equal(await started.exit, 0)
    })
  })
}

/** Leaves a connection open behind a request that was answered. */
async function leaveIdle(origin: string): Promise<void> {
  const get = request(`${origin}/healthz`, { agent: new Agent({ keepAlive: true }) }).end()
  const [response] = await once(get, 'response')
  response.resume()
  await once(response, 'end')
}

/** `Expect` makes the server say when it has the request in hand. */
function formHeaders(origin: string): Record<string, string> {
  return { origin, expect: '100-continue', 'content-type': 'application/x-www-form-urlencoded' }
}

/** What Bun and Deno do each in a way of their own, over real connections. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { end, printed, start, type Started } from './processes.ts'
import { bun, deno, type Runtime } from '../tools/runtimes.ts'

for (const runtime of [bun, deno]) {
  describe(`on ${runtime.name}`, () => {
    let behindProxy: string
    let behindNothing: string
    const started: Started[] = []

    before(async () => {
      started.push(serve(runtime, 'loopback'), serve(runtime, '192.0.2.0/24'))
      ;[behindProxy = '', behindNothing = ''] = await Promise.all(started.map(origin))
    })

    after(() => Promise.all(started.map(end)))

    test('a redirect of the runtime carries the cookie', async () => {
      const response = await fetch(`${behindProxy}/redirect`, { redirect: 'manual' })
      assert.equal(response.status, 303)
      assert.equal(response.headers.get('location'), `${behindProxy}/`)
      assert.match(response.headers.getSetCookie().join(), /^__Host-session=[^,]+$/)
    })

    test('a text that comes with the cookie keeps the type that the runtime gives it', async () => {
      const response = await fetch(`${behindProxy}/text`)
      assert.equal(response.headers.getSetCookie().length, 1)
      assert.match(response.headers.get('content-type') ?? '', /^text\/plain/)
    })

    test('requestIP or remoteAddr tells the peer, so a trusted proxy is believed', async () => {
      const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }
      const response = await fetch(`${behindProxy}/address`, { headers })
      assert.deepEqual(await response.json(), ['203.0.113.9', 'https:'])
    })

    test('and a stranger is not, who is named by his own address', async () => {
      const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }
      const response = await fetch(`${behindNothing}/address`, { headers })
      const [address, protocol] = (await response.json()) as string[]
      assert.match(address ?? '', /^(127\.0\.0\.1|::1)$/)
      assert.equal(protocol, 'http:')
    })

    test('two Cookie lines are one list, in which the session is found', async () => {
      const cookie = await logIn(behindProxy)
      const headers = ['host', new URL(behindProxy).host, 'cookie', 'a=1', 'cookie', cookie]
      const [response] = await once(get(`${behindProxy}/cookies`, { headers }), 'response')
      const [body] = await once(response.setEncoding('utf8'), 'data')
      assert.deepEqual(JSON.parse(body), [`a=1; ${cookie}`, '42'])
    })

    test('a WebSocket is opened through the middleware, and its handler reads the session', async () => {
      const cookie = await logIn(behindProxy)
      const url = `${behindProxy.replace('http', 'ws')}/socket`
      const headers = { cookie, 'x-forwarded-proto': 'https' }
      const socket: unknown = Reflect.construct(WebSocket, [url, { headers }])
      assert.ok(socket instanceof WebSocket)
      const [event] = await once(socket, 'message')
      socket.close()
      assert.equal(event.data, '42')
    })
  })
}

function serve({ executable, args, name }: Runtime, from: string): Started {
  const file = join(import.meta.dirname, 'fixtures', name.startsWith('Bun') ? 'bun.ts' : 'deno.ts')
  return start({ executable, args: [...args, file, from], env: {}, cwd: tmpdir() })
}

async function origin(started: Started): Promise<string> {
  return `http://localhost:${await printed(started, /^listening on (\d+)$/m)}`
}

async function logIn(origin: string): Promise<string> {
  const response = await fetch(`${origin}/redirect`, { redirect: 'manual' })
  const [line = ''] = response.headers.getSetCookie()
  return line.split(';', 1)[0] ?? ''
}

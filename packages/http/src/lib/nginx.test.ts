/** proxyFix behind a real nginx: one with the configuration that everybody begins with, and correct ones. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as send } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import { findFreePort } from '../../../../tools/free-port.ts'
import { reasonWithoutTlsNginx, startTlsNginx } from '../../../../tools/nginx-tls.ts'
import type { RunningNginx } from '../../../../tools/nginx.ts'
import { getClientAddress } from './client-address.ts'
import { createCookieTemplate } from './cookie-template.ts'
import { pipe } from './fetch-handler.ts'
import { isPlainLoopback } from './plain-loopback.ts'
import { proxyFix, type ProxyFixOptions } from './proxy-fix.ts'
import type { ProxyEvent } from './proxy-events.ts'

/** What the app saw. */
interface Seen {
  readonly url: string
  readonly address: string | undefined
  readonly isPlainLoopback: boolean
  /** Of the request's body, in characters. */
  readonly length: number
  readonly cookies: string[] | undefined
}

const FORGED = {
  Host: 'localhost',
  'X-Forwarded-For': '198.51.100.66',
  'X-Forwarded-Proto': 'javascript',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Port': '1',
  'X-Forwarded-Prefix': '//evil.example',
  Forwarded: 'for=198.51.100.66;proto=http;host=evil.example',
}
const COOKIE = '__Host-session=1; Path=/; HttpOnly; Secure; SameSite=Lax'

describe('behind nginx', { skip: reasonWithoutTlsNginx() }, () => {
  const servers: Servers = { apps: [], ports: new Map(), events: [], inside: 0 }

  before(() => startAll(servers))
  after(() => stopAll(servers))

  test('as everybody begins, the app sees the inside and nothing that a client forged', async () => {
    const seen = await ask(servers, 'bare', { headers: FORGED })
    assert.deepEqual(seen.url, `http://127.0.0.1:${servers.inside}/a%20b?q=%2F`)
    assert.equal(seen.address, '127.0.0.1')
    assert.deepEqual(seen.cookies, [COOKIE])
  })

  test('as everybody begins, development tells that trusted headers are not written', async () => {
    await ask(servers, 'untold', {})
    assert.deepEqual(servers.events, [
      {
        type: 'proxy-mismatch',
        headers: ['for', 'proto'].map((part) => ({
          name: `x-forwarded-${part}`,
          trusted: 1,
          observed: 0,
        })),
      },
    ])
  })

  test('set up correctly, the app sees scheme, host and address', async () => {
    const seen = await ask(servers, 'correct', { headers: { Host: 'shop.example' } })
    assert.equal(seen.url, `https://shop.example/a%20b?q=%2F`)
    assert.equal(seen.address, '127.0.0.9')
    assert.equal(seen.isPlainLoopback, false)
    assert.deepEqual(seen.cookies, [COOKIE])
  })

  test('set up correctly, forged headers are ignored', async () => {
    const seen = await ask(servers, 'correct', { headers: { ...FORGED, Host: 'shop.example' } })
    assert.equal(seen.url, `https://shop.example/a%20b?q=%2F`)
    assert.equal(seen.address, '127.0.0.9')
  })

  for (const kind of ['bare', 'correct'] as const) {
    test(`a forged Host: localhost changes nothing (${kind})`, async () => {
      const seen = await ask(servers, kind, { headers: { Host: 'localhost' } })
      assert.deepEqual(seen.cookies, [COOKIE])
      if (kind === 'correct') assert.equal(seen.isPlainLoopback, false)
    })
  }

  test("a quote in a forged address does not hide the client's own", async () => {
    const seen = await ask(servers, 'correct', { headers: { 'X-Forwarded-For': '"x' } })
    assert.equal(seen.address, '127.0.0.9')
  })

  test('behind two of them, the outer one counts', async () => {
    const seen = await ask(servers, 'outer', { headers: { ...FORGED, Host: 'shop.example' } })
    assert.equal(seen.url, `https://shop.example/a%20b?q=%2F`)
    assert.equal(seen.address, '127.0.0.9')
  })

  test('with a location that takes a prefix off, the URL has it again', async () => {
    const seen = await ask(servers, 'prefix', {
      path: '/shop/cart',
      headers: { Host: 'a.example' },
    })
    assert.equal(seen.url, 'https://a.example/shop/cart')
  })

  test('a body passes', async () => {
    const body = 'x'.repeat(100_000)
    const seen = await ask(servers, 'correct', { method: 'POST', body })
    assert.equal(seen.length, body.length)
  })
})

interface Servers {
  nginx?: RunningNginx
  readonly apps: ReturnType<typeof createAdaptorServer>[]
  readonly ports: Map<Kind, number>
  readonly events: ProxyEvent[]
  /** The port of the app behind `bare`. */
  inside: number
}

const KINDS = ['bare', 'untold', 'correct', 'inner', 'outer', 'prefix'] as const

type Kind = (typeof KINDS)[number]

async function startAll(servers: Servers): Promise<void> {
  for (const kind of KINDS) {
    servers.ports.set(kind, await findFreePort())
  }
  const development = {
    development: true,
    onEvent: (event: ProxyEvent) => void servers.events.push(event),
  }
  const correct = { for: 1, proto: 1, host: 1, from: ['loopback'] }
  const upstreams = {
    bare: await startApp(servers, {}),
    untold: await startApp(servers, { for: 1, proto: 1, ...development }),
    correct: await startApp(servers, correct),
    inner: await startApp(servers, { ...correct, for: 2, proto: 2, host: 2 }),
    prefix: await startApp(servers, { ...correct, prefix: 1 }),
  }
  servers.inside = upstreams.bare
  servers.nginx = await startTlsNginx(locate(servers.ports, upstreams))
}

async function startApp(servers: Servers, options: ProxyFixOptions): Promise<number> {
  const session = createCookieTemplate({ name: '__Host-session' })
  const app = createAdaptorServer({ fetch: pipe(show, proxyFix(options)) })
  servers.apps.push(app)
  app.listen(0, '127.0.0.1')
  await once(app, 'listening')
  return portOf(app.address())

  async function show(request: Request): Promise<Response> {
    const seen = {
      url: request.url,
      address: getClientAddress(request),
      isPlainLoopback: isPlainLoopback(request),
      length: (await request.text()).length,
    }
    return Response.json(seen, { headers: { 'set-cookie': session.set('1') } })
  }
}

/** The `location` of each port. */
function locate(ports: Map<Kind, number>, upstreams: Record<string, number>): Map<number, string> {
  const appended = `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`
  const own = `proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $http_host;`
  const behind = `proxy_set_header X-Forwarded-Proto "$http_x_forwarded_proto, $scheme";
    proxy_set_header X-Forwarded-Host "$http_x_forwarded_host, $http_host"; proxy_set_header Host $host;`
  const locations: Record<Kind, string> = {
    bare: `location / { proxy_pass http://127.0.0.1:${upstreams['bare']}; }`,
    untold: `location / { proxy_pass http://127.0.0.1:${upstreams['untold']}; }`,
    correct: `location / { proxy_pass http://127.0.0.1:${upstreams['correct']}; ${appended} ${own} }`,
    inner: `location / { proxy_pass http://127.0.0.1:${upstreams['inner']}; ${appended} ${behind} }`,
    outer: `location / { proxy_pass https://127.0.0.1:${ports.get('inner')}; ${appended} ${own} }`,
    prefix: `location /shop/ { proxy_pass http://127.0.0.1:${upstreams['prefix']}/; ${appended} ${own} proxy_set_header X-Forwarded-Prefix /shop; }`,
  }
  return new Map([...ports].map(([kind, port]) => [port, locations[kind]]))
}

/** Sends a request from 127.0.0.9, so that client and proxy have different addresses. */
async function ask(
  { ports }: Servers,
  kind: Kind,
  { path = '/a%20b?q=%2F', method = 'GET', body = '', headers = {} },
): Promise<Seen> {
  const request = send({
    host: '127.0.0.1',
    port: ports.get(kind),
    localAddress: '127.0.0.9',
    rejectUnauthorized: false,
    agent: false,
    path,
    method,
    headers,
  })
  request.end(body)
  const [response] = await once(request, 'response')
  return { ...JSON.parse(await text(response)), cookies: response.headers['set-cookie'] }
}

function portOf(address: AddressInfo | string | null): number {
  assert.ok(address !== null && typeof address === 'object')
  return address.port
}

async function stopAll({ nginx, apps }: Servers): Promise<void> {
  for (const app of apps) app.close()
  await nginx?.stop()
}

/** The session behind a real nginx: what a default `proxy_pass` and a correct one make of its cookie. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as send, type RequestOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { pipe, proxyFix, type ProxyFixOptions } from '@costrel/http'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { findFreePort } from '../../../../tools/free-port.ts'
import { reasonWithoutTlsNginx, startTlsNginx } from '../../../../tools/nginx-tls.ts'
import type { RunningNginx } from '../../../../tools/nginx.ts'
import { session, type SessionEnv } from '../index.ts'

const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'
const SECURE = /^__Host-session=1\.[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/

/** What a client may send to look like a developer's own browser, or like somebody else. */
const FORGERIES: readonly (readonly [about: string, headers: Record<string, string>])[] = [
  ['nothing', {}],
  ['Host: localhost', { host: 'localhost' }],
  ['Host: localhost:3000', { host: 'localhost:3000' }],
  ['Host: 127.0.0.1', { host: '127.0.0.1' }],
  ['X-Forwarded-Host: localhost', { 'x-forwarded-host': 'localhost' }],
  ['X-Forwarded-Proto: http', { 'x-forwarded-proto': 'http' }],
  ['both', { host: 'localhost', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'localhost' }],
  ['Forwarded', { host: 'localhost', forwarded: 'proto=http;host=localhost' }],
]

/** The sites, each an app of its own behind a server of its own. */
const SITES = {
  bare: { nginx: 'bare', proxy: undefined, development: false },
  fixed: { nginx: 'bare', proxy: { for: 1, proto: 1, host: 1 }, development: false },
  correct: { nginx: 'correct', proxy: { for: 1, proto: 1, host: 1 }, development: false },
  development: { nginx: 'correct', proxy: { for: 1, proto: 1, host: 1 }, development: true },
  unfixed: { nginx: 'correct', proxy: undefined, development: true },
} as const

type Site = keyof typeof SITES

const NAMES: Readonly<Record<Site, string>> = {
  bare: 'a default proxy_pass',
  fixed: 'a default proxy_pass, with a proxyFix that trusts headers nobody writes',
  correct: 'a correct one',
  development: 'a correct one, with development: true left on',
  unfixed: 'a correct one, with development: true left on and proxyFix forgotten',
}

describe('behind nginx', { skip: reasonWithoutTlsNginx() }, () => {
  const desk: Desk = { apps: [], ports: new Map(), nginx: undefined }

  before(() => startAll(desk))
  after(() => stopAll(desk))

  for (const site of Object.keys(SITES) as Site[]) {
    for (const [about, headers] of FORGERIES) {
      test(`the cookie is __Host- and Secure: ${NAMES[site]}; a client forges ${about}`, async () => {
        const login = await ask(desk, site, '/login', headers)
        assert.match(login.cookies.join(), SECURE)
        const cookie = login.cookies[0]?.split(';', 1)[0] ?? ''
        assert.equal((await ask(desk, site, '/', { ...headers, cookie })).body, 'ann')
        const logout = await ask(desk, site, '/logout', { ...headers, cookie })
        assert.match(logout.cookies.join(), /^__Host-session=; Max-Age=0;.* Secure;/)
      })
    }
  }

  test('a client cannot bring the name without its prefix: it is no session', async () => {
    const { cookies } = await ask(desk, 'development', '/login', {})
    const value = cookies[0]?.split(';', 1)[0]?.replace('__Host-session=', '') ?? ''
    for (const host of ['shop.example', 'localhost']) {
      const headers = { host, cookie: `session=${value}` }
      assert.equal((await ask(desk, 'development', '/', headers)).body, 'nobody')
    }
  })

  test('the app knows that the visitor uses https, and tells of no insecure URL', async () => {
    const { body } = await ask(desk, 'correct', '/url', { host: 'shop.example' })
    assert.equal(body, 'https://shop.example/url')
    const events = await ask(desk, 'correct', '/events', {})
    assert.equal(events.body.includes('insecure-url'), false)
  })

  test('a default proxy_pass is told of: the app sees an http URL', async () => {
    await ask(desk, 'bare', '/login', {})
    const { body } = await ask(desk, 'bare', '/events', {})
    assert.equal(body.split(',').filter((type) => type === 'insecure-url').length, 1)
  })
})

interface Desk {
  readonly apps: ReturnType<typeof createAdaptorServer>[]
  readonly ports: Map<Site, number>
  nginx: RunningNginx | undefined
}

async function startAll(desk: Desk): Promise<void> {
  const locations = new Map<number, string>()
  for (const [site, { nginx, proxy, development }] of Object.entries(SITES)) {
    const upstream = await startApp(desk, proxy, development)
    const port = await findFreePort()
    desk.ports.set(site as Site, port)
    locations.set(port, location(nginx, upstream))
  }
  desk.nginx = await startTlsNginx(locations)
}

/** As everybody begins, and as nginx is to be set up: it overwrites what a client says of host and scheme. */
function location(kind: 'bare' | 'correct', upstream: number): string {
  const pass = `proxy_pass http://127.0.0.1:${upstream};`
  const headers = `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header Forwarded "";`
  return `location / { ${pass} ${kind === 'bare' ? '' : headers} }`
}

async function startApp(
  desk: Desk,
  proxy: ProxyFixOptions | undefined,
  development: boolean,
): Promise<number> {
  const events: string[] = []
  const onEvent = ({ type }: { readonly type: string }): void => void events.push(type)
  const app = new Hono<SessionEnv>().use(session({ secrets: [SECRET], development, onEvent }))
  app.get('/login', (c) => (c.var.session.login('ann'), c.text('welcome')))
  app.get('/logout', (c) => (c.var.session.logout(), c.text('bye')))
  app.get('/', (c) => c.text(c.var.session.user ?? 'nobody'))
  app.get('/url', (c) => c.text(c.req.raw.url))
  app.get('/events', (c) => c.text(events.join()))
  const handler = (request: Request): Response | Promise<Response> => app.fetch(request)
  const fetch = proxy === undefined ? handler : pipe(handler, proxyFix({ ...proxy, development }))
  const server = createAdaptorServer({ fetch })
  desk.apps.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return portOf(server.address())
}

interface Seen {
  readonly body: string
  readonly cookies: readonly string[]
}

async function ask(
  { ports }: Desk,
  site: Site,
  path: string,
  headers: Record<string, string>,
): Promise<Seen> {
  const options: RequestOptions = {
    host: '127.0.0.1',
    port: ports.get(site),
    rejectUnauthorized: false,
    agent: false,
    path,
    headers: { host: 'shop.example', ...headers },
  }
  const request = send(options)
  request.end()
  const [response] = await once(request, 'response')
  return { body: await text(response), cookies: response.headers['set-cookie'] ?? [] }
}

function portOf(address: AddressInfo | string | null): number {
  assert.ok(address !== null && typeof address === 'object')
  return address.port
}

async function stopAll({ apps, nginx }: Desk): Promise<void> {
  for (const app of apps) app.close()
  await nginx?.stop()
}

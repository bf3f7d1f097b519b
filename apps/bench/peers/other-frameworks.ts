/** Libraries that belong to a framework of their own: Remix 3, h3, express. */
import { createCookie } from '@remix-run/cookie'
import { createRouter } from '@remix-run/fetch-router'
import { Session } from '@remix-run/session'
import { createCookieSessionStorage } from '@remix-run/session/cookie-storage'
import { session } from '@remix-run/session-middleware'
import cookieSession from 'cookie-session'
import express, { type Express } from 'express'
import { H3, useSession } from 'h3'
import { inject } from 'light-my-request'
import { EXPRESS, H3_BASE, REMIX } from './names.ts'
import { DATA, describe, fetchPeer, nextNumber, SECRET, type Data, type Peer } from './peer.ts'

const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

function remix(): Peer {
  const cookie = createCookie('__Host-session', { ...COOKIE, secrets: [SECRET] })
  const router = createRouter({ middleware: [session(cookie, createCookieSessionStorage())] })
  router.get('/untouched', () => new Response('hello'))
  router.get('/read', ({ get }) => {
    const session = get(Session)
    return new Response(describe({ username: session.get('username'), n: session.get('n') }))
  })
  router.get('/write', ({ get }) => {
    get(Session).set('n', nextNumber())
    return new Response('written')
  })
  router.get('/login', ({ get }) => {
    for (const [key, value] of Object.entries(DATA)) get(Session).set(key, value)
    return new Response('in')
  })
  const fetch = (request: Request): Promise<Response> => router.fetch(request)
  return fetchPeer({ name: 'Remix 3 cookie session', base: REMIX, kind: 'web', fetch })
}

function h3(): Peer {
  const config = { password: SECRET, name: '__Host-session' }
  const app = new H3()
    .use((_event, next) => next())
    .get('/untouched', () => 'hello')
    .get('/read', async (event) => describe((await useSession<Data>(event, config)).data))
    .get('/write', async (event) => {
      const session = await useSession<Data>(event, config)
      await session.update({ n: nextNumber() })
      return 'written'
    })
    .get('/login', async (event) => {
      const session = await useSession<Data>(event, config)
      await session.update(DATA)
      return 'in'
    })
  const fetch = (request: Request): Response | Promise<Response> => app.fetch(request)
  return fetchPeer({ name: 'h3 useSession', base: H3_BASE, kind: 'web', fetch })
}

const emptyExpress = express()
  .use((_request, _response, next) => next())
  .get('/{*any}', (_request, response) => {
    response.end('hello')
  })

const expressSession = express()
  .use(cookieSession({ name: 'session', keys: [SECRET], httpOnly: true, sameSite: 'lax' }))
  .get('/untouched', (_request, response) => {
    response.end('hello')
  })
  .get('/read', (request, response) => {
    response.end(describe({ username: request.session?.['username'], n: request.session?.['n'] }))
  })
  .get('/write', (request, response) => {
    if (request.session) request.session['n'] = nextNumber()
    response.end('written')
  })
  .get('/login', (request, response) => {
    request.session = { ...DATA }
    response.end('in')
  })

/** Through a request that is made in the process, without a socket. */
function expressPeer(name: string, kind: Peer['kind'], app: Express): Peer {
  const answer = (url: string, cookie: string) =>
    inject(
      (request, response) => {
        // express puts its own prototype in the place of the one that keeps the answer
        const { write, end } = response
        Object.assign(response, { write, end })
        app(request as never, response as never)
      },
      { url, headers: { cookie } },
    )
  return {
    name,
    base: EXPRESS,
    kind,
    prepare: (path, cookies) => () => answer(path, cookies),
    async ask(path, cookies) {
      const { statusCode, payload, headers } = await answer(path, cookies)
      const lines = [headers['set-cookie'] ?? []].flat()
      const pairs = lines.map((line) => String(line).split(';', 1)[0] ?? '')
      return { status: statusCode, text: payload, cookies: pairs }
    },
  }
}

export const otherFrameworks: Peer[] = [
  remix(),
  h3(),
  expressPeer(EXPRESS, 'base', emptyExpress),
  expressPeer('express cookie-session', 'other', expressSession),
]

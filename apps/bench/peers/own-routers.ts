/** Libraries that belong to a framework of their own which speaks Request and Response: Remix 3, h3. */
import { createCookie } from '@remix-run/cookie'
import { createRouter } from '@remix-run/fetch-router'
import { Session } from '@remix-run/session'
import { createCookieSessionStorage } from '@remix-run/session/cookie-storage'
import { session } from '@remix-run/session-middleware'
import { H3, useSession } from 'h3'
import { H3_BASE, REMIX } from './names.ts'
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

export const ownRouters: Peer[] = [remix(), h3()]

import { Hono } from 'hono'
import { HONO } from './names.ts'
import { fetchPeer, type FetchHandler, type Peer } from './peer.ts'

/** The attributes that every cookie gets. */
export const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

/** An app with one empty middleware, for what is no middleware itself. */
export const empty = () =>
  new Hono()
    .use(async (_c, next) => {
      await next()
    })
    .get('/untouched', (c) => c.text('hello'))

/** Somebody else's library, mounted in Hono. */
export const inHono = (name: string, { fetch }: { fetch: FetchHandler }): Peer =>
  fetchPeer({ name, base: HONO, kind: 'web', fetch: (request) => fetch(request) })

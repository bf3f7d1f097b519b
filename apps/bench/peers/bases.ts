/** Each framework with one empty middleware and no session. */
import { createRouter } from '@remix-run/fetch-router'
import { H3 } from 'h3'
import { Hono } from 'hono'
import { BARE_HONO, FETCH, H3_BASE, HONO, REMIX } from './names.ts'
import { fetchPeer, type FetchHandler, type Peer } from './peer.ts'

const emptyHono = new Hono()
  .use(async (_c, next) => {
    await next()
  })
  .get('/untouched', (c) => c.text('hello'))
  .get('/read', (c) => c.text('hello'))
  .get('/write', (c) => c.text('hello'))

const bareHono = new Hono()
  .get('/untouched', (c) => c.text('hello'))
  .get('/read', (c) => c.text('hello'))
  .get('/write', (c) => c.text('hello'))

const emptyH3 = new H3()
  .use((_event, next) => next())
  .get('/untouched', () => 'hello')
  .get('/read', () => 'hello')
  .get('/write', () => 'hello')

const emptyRemix = createRouter({ middleware: [(_context, next) => next()] })
for (const path of ['/untouched', '/read', '/write']) {
  emptyRemix.get(path, () => new Response('hello'))
}

const emptyFetch = (
  (handler) => async (request: Request) =>
    handler(request)
)(async (_request: Request) => new Response('hello'))

const base = (name: string, fetch: FetchHandler): Peer =>
  fetchPeer({ name, base: name, kind: 'base', fetch })

export const bases: Peer[] = [
  base(BARE_HONO, (request) => bareHono.fetch(request)),
  base(HONO, (request) => emptyHono.fetch(request)),
  base(FETCH, emptyFetch),
  base(H3_BASE, (request) => emptyH3.fetch(request)),
  base(REMIX, (request) => emptyRemix.fetch(request)),
]

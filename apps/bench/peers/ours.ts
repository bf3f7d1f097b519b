/** Ours: through Hono and around a fetch handler; signed, sealed, and with the memory store. */
import { session } from '@costrel/hono'
import {
  createMemoryStore,
  createSessions,
  type Session,
  type SessionOptions,
} from '@costrel/session'
import { Hono } from 'hono'
import { FETCH, HONO } from './names.ts'
import { DATA, describe, fetchPeer, nextNumber, SECRET, type Data, type Peer } from './peer.ts'

type Options = SessionOptions<Data>

const createApp = (options: Options) =>
  new Hono()
    .use(session(options))
    .get('/untouched', (c) => c.text('hello'))
    .get('/read', (c) => c.text(read(c.var.session)))
    .get('/write', (c) => {
      c.var.session.set('n', nextNumber())
      return c.text('written')
    })
    .get('/login', (c) => {
      logIn(c.var.session)
      return c.text('in')
    })

function createHandler(options: Options): (request: Request) => Response | Promise<Response> {
  return createSessions(options).middleware((request, session) => {
    if (request.url.endsWith('/untouched')) return new Response('hello')
    if (request.url.endsWith('/read')) return new Response(read(session))
    if (request.url.endsWith('/login')) logIn(session)
    else session.set('n', nextNumber())
    return new Response('written')
  })
}

function read(session: Session<Data>): string {
  return describe({ username: session.get('username'), n: session.get('n') })
}

function logIn(session: Session<Data>): void {
  session.login('ada')
  for (const key of ['username', 'theme', 'cart', 'n'] as const) session.set(key, DATA[key])
}

const signed: Options = { secrets: [SECRET] }
const sealed: Options = { ...signed, format: 'sealed' }
const stored = (): Options => ({ ...signed, store: createMemoryStore() })

const inHono = (name: string, options: Options): Peer => {
  const app = createApp(options)
  const fetch = (request: Request): Response | Promise<Response> => app.fetch(request)
  return fetchPeer({ name: `costrel ${name}, Hono`, base: HONO, kind: 'ours', fetch })
}

const aroundFetch = (name: string, options: Options): Peer => {
  const fetch = createHandler(options)
  return fetchPeer({ name: `costrel ${name}, fetch`, base: FETCH, kind: 'ours', fetch })
}

export const ours: Peer[] = [
  inHono('signed', signed),
  inHono('sealed', sealed),
  inHono('memory store', stored()),
  aroundFetch('signed', signed),
  aroundFetch('sealed', sealed),
  aroundFetch('memory store', stored()),
]

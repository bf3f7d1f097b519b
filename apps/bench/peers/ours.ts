/** Ours: through Hono and around a fetch handler; signed, sealed, with the memory store, in Flask's format. */
import { session } from '@costrel/hono'
import {
  createMemoryStore,
  createSessions,
  type AnySessionOptions,
  type Session,
} from '@costrel/session'
import { flask } from '@costrel/session/flask'
import { Hono } from 'hono'
import { FETCH, HONO } from './names.ts'
import { DATA, describe, fetchPeer, nextNumber, SECRET, type Data, type Peer } from './peer.ts'

type Options = AnySessionOptions<Data>

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
      logIn(c.var.session, options)
      return c.text('in')
    })

function createHandler(options: Options): (request: Request) => Response | Promise<Response> {
  return createSessions(options).middleware((request, session) => {
    if (request.url.endsWith('/untouched')) return new Response('hello')
    if (request.url.endsWith('/read')) return new Response(read(session))
    if (request.url.endsWith('/login')) logIn(session, options)
    else session.set('n', nextNumber())
    return new Response('written')
  })
}

function read(session: Session<Data>): string {
  return describe({ username: session.get('username'), n: session.get('n') })
}

function logIn(session: Session<Data>, { format }: Options): void {
  // Flask's cookie has no place for a user
  if (format !== FLASK) session.login('ada')
  for (const key of ['username', 'theme', 'cart', 'n'] as const) session.set(key, DATA[key])
}

const FLASK = flask({ secretKey: SECRET })
const signed = { secrets: [SECRET] }
const sealed: Options = { ...signed, format: 'sealed' }
const flaskCookie: Options = { format: FLASK }
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
  inHono('flask', flaskCookie),
  aroundFetch('signed', signed),
  aroundFetch('sealed', sealed),
  aroundFetch('memory store', stored()),
  aroundFetch('flask', flaskCookie),
]

/**
 * One server of `http-peers.ts`, in a process of its own: `node guarantees/http-server.ts ours|express redis|postgres`. It tells its
 * port; `POST /login` makes a session of a user with four keys, `GET /` reads it, `POST /` sets one key of it.
 */
import { createServer, type RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createSessions, type SessionStore } from '@costrel/session'
import connectPgSimple from 'connect-pg-simple'
import { RedisStore } from 'connect-redis'
import session, { type Store } from 'express-session'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { createPostgresStore } from '../src/postgres.ts'
import { createRedisStore } from '../src/redis.ts'
import { DATABASE_URL } from '../src/testing/postgres.ts'
import { REDIS_URL } from '../src/testing/redis.ts'

const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'
const DATA = { theme: 'dark', locale: 'en-GB', cart: [1, 2, 3], seen: 'welcome' }
const [, , who, engine, place = ''] = process.argv
const isOurs = who === 'ours'
const listener = isOurs ? serveOurs(await openOurs()) : serveExpress(await openExpress())
const server = createServer(listener).listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : undefined)
})
process.on('disconnect', () => process.exit())

async function openOurs(): Promise<SessionStore> {
  if (engine === 'redis') {
    const client = await createClient({ url: REDIS_URL }).connect()
    return createRedisStore(client, { prefix: place })
  }
  const pool = new Pool({ connectionString: DATABASE_URL, max: 10 })
  const store = createPostgresStore(pool, { table: `${place}.sessions`, prepare: true })
  await store.migrate()
  return store
}

async function openExpress(): Promise<Store> {
  if (engine === 'redis') {
    const client = await createClient({ url: REDIS_URL }).connect()
    return new RedisStore({ client, prefix: place })
  }
  const pool = new Pool({ connectionString: DATABASE_URL, max: 10 })
  const columns = 'sid varchar PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL'
  await pool.query(`CREATE TABLE ${place}.session (${columns})`)
  await pool.query(`CREATE INDEX ON ${place}.session (expire)`)
  const PgStore = connectPgSimple(session)
  return new PgStore({ pool, schemaName: place, pruneSessionInterval: false })
}

/** On `node:http` through the adapter that Hono apps use. */
function serveOurs(store: SessionStore): RequestListener {
  const sessions = createSessions({ secrets: [SECRET], store })
  let count = 0
  const respond = sessions.middleware((request: Request, visitor) => {
    if (request.url.endsWith('/login')) {
      visitor.login('ann')
      for (const [key, value] of Object.entries(DATA)) visitor.set(key, value)
    } else if (request.method === 'POST') visitor.set('n', count++)
    return new Response(String(visitor.get('theme')))
  })
  return getRequestListener((request) => respond(request))
}

/** On `node:http` with nothing in between. */
function serveExpress(store: Store): RequestListener {
  const cookie = { maxAge: 1_800_000 }
  const options = { secret: SECRET, store, cookie, resave: false, saveUninitialized: false }
  const middleware: (request: object, response: object, next: (error?: unknown) => void) => void =
    Object(session(options))
  let count = 0
  return (request, response) =>
    middleware(request, response, (error) => {
      if (error !== undefined) return response.writeHead(500).end(String(error))
      const { session: visitor }: { session: Record<string, unknown> } = Object(request)
      if (request.url === '/login') Object.assign(visitor, DATA)
      else if (request.method === 'POST') visitor['n'] = count++
      return response.end(String(visitor['theme']))
    })
}

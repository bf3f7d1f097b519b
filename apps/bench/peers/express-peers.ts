/** express, which speaks neither Request nor Response, with its own two sessions. */
import cookieSession from 'cookie-session'
import express, { type Express, type Request, type RequestHandler } from 'express'
import expressSession from 'express-session'
import { inject } from 'light-my-request'
import { EXPRESS } from './names.ts'
import { DATA, describe, nextNumber, SECRET, type Peer } from './peer.ts'

const emptyExpress = express()
  .use((_request, _response, next) => next())
  .get('/{*any}', (_request, response) => {
    response.end('hello')
  })

const withSession = (session: RequestHandler): Express =>
  express()
    .use(session)
    .get('/untouched', (_request, response) => {
      response.end('hello')
    })
    .get('/read', (request, response) => {
      const data = dataOf(request)
      response.end(describe({ username: data['username'], n: data['n'] }))
    })
    .get('/write', (request, response) => {
      dataOf(request)['n'] = nextNumber()
      response.end('written')
    })
    .get('/login', (request, response) => {
      Object.assign(dataOf(request), DATA)
      response.end('in')
    })

/** Both keep their data as members of `request.session`. */
function dataOf(request: Request): Record<string, unknown> {
  return Object(request.session)
}

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
    app: { listener: app },
    prepare: (path, cookies) => () => answer(path, cookies),
    async ask(path, cookies) {
      const { statusCode, payload, headers } = await answer(path, cookies)
      const lines = [headers['set-cookie'] ?? []].flat()
      const pairs = lines.map((line) => String(line).split(';', 1)[0] ?? '')
      return { status: statusCode, text: payload, cookies: pairs }
    },
  }
}

export const expressPeers: Peer[] = [
  expressPeer(EXPRESS, 'base', emptyExpress),
  expressPeer(
    'express cookie-session',
    'other',
    withSession(
      cookieSession({ name: 'session', keys: [SECRET], httpOnly: true, sameSite: 'lax' }),
    ),
  ),
  expressPeer(
    'express-session, memory store',
    'other',
    withSession(
      // Secure would need TLS here
      expressSession({
        secret: SECRET,
        resave: false,
        saveUninitialized: false,
        cookie: { sameSite: 'lax' },
      }),
    ),
  ),
]

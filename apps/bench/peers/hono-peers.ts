/** Libraries of other people, mounted in Hono. */
import { useSession } from '@hono/session'
import { Hono, type Context } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { CookieStore, sessionMiddleware, type Session } from 'hono-sessions'
import { getIronSession, webCookies } from 'iron-session'
import { jwtVerify, SignJWT } from 'jose'
import { createCookie, createCookieSessionStorage } from 'react-router'
import { HONO } from './names.ts'
import {
  DATA,
  describe,
  fetchPeer,
  nextNumber,
  SECRET,
  type Data,
  type FetchHandler,
  type Peer,
} from './peer.ts'

const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const
const LOWER_COOKIE = { ...COOKIE, sameSite: 'lax' } as const

const empty = () =>
  new Hono()
    .use(async (_c, next) => {
      await next()
    })
    .get('/untouched', (c) => c.text('hello'))

const peer = (name: string, { fetch }: { fetch: FetchHandler }): Peer =>
  fetchPeer({ name, base: HONO, kind: 'web', fetch: (request) => fetch(request) })

/** Hono's own signed cookie around JSON. */
function honoSignedCookie(): Peer {
  const app = empty()
    .get('/read', async (c) => c.text(describe(await loadSigned(c))))
    .get('/write', async (c) => {
      await saveSigned(c, { ...DATA, ...(await loadSigned(c)), n: nextNumber() })
      return c.text('written')
    })
    .get('/login', async (c) => {
      await saveSigned(c, DATA)
      return c.text('in')
    })
  return peer('hono signed cookie + JSON', app)
}

async function loadSigned(c: Context): Promise<Data | null> {
  const text = await getSignedCookie(c, SECRET, 'session', 'host')
  return typeof text === 'string' ? (JSON.parse(text) as Data) : null
}

function saveSigned(c: Context, data: Data): Promise<void> {
  const text = JSON.stringify(data)
  return setSignedCookie(c, 'session', text, SECRET, { ...COOKIE, prefix: 'host' })
}

function honoSessions(): Peer {
  const app = new Hono<{ Variables: { session: Session<Data> } }>()
    .use(
      sessionMiddleware({
        store: new CookieStore(),
        encryptionKey: SECRET,
        cookieOptions: COOKIE,
        expireAfterSeconds: 3600,
      }),
    )
    .get('/untouched', (c) => c.text('hello'))
    .get('/read', (c) => {
      const { session } = c.var
      return c.text(
        describe({ username: session.get('username') ?? undefined, n: session.get('n') }),
      )
    })
    .get('/write', (c) => {
      c.var.session.set('n', nextNumber())
      return c.text('written')
    })
    .get('/login', (c) => {
      for (const key of ['username', 'theme', 'cart', 'n'] as const)
        c.var.session.set(key, DATA[key])
      return c.text('in')
    })
  return peer('hono-sessions', app)
}

function honoSession(): Peer {
  const app = new Hono()
    .use(useSession<Data>({ secret: SECRET }))
    .get('/untouched', (c) => c.text('hello'))
    .get('/read', async (c) => c.text(describe(await c.var.session.get())))
    .get('/write', async (c) => {
      await c.var.session.update((data) => ({ ...DATA, ...data, n: nextNumber() }))
      return c.text('written')
    })
    .get('/login', async (c) => {
      await c.var.session.update(DATA)
      return c.text('in')
    })
  return peer('@hono/session', app)
}

function ironSession(): Peer {
  const options = { cookieName: '__Host-session', password: SECRET, cookieOptions: LOWER_COOKIE }
  const open = (c: Context) => getIronSession<Data>(webCookies(c.req.raw, c.res.headers), options)
  const app = empty()
    .get('/read', async (c) => c.text(describe(await open(c))))
    .get('/write', async (c) => {
      const session = await open(c)
      session.n = nextNumber()
      await session.save()
      return c.text('written')
    })
    .get('/login', async (c) => {
      const session = await open(c)
      Object.assign(session, DATA)
      await session.save()
      return c.text('in')
    })
  return peer('iron-session', app)
}

function reactRouter(): Peer {
  const cookie = createCookie('__Host-session', { ...LOWER_COOKIE, secrets: [SECRET] })
  const { getSession, commitSession } = createCookieSessionStorage<Data>({ cookie })
  const open = (c: Context) => getSession(c.req.raw.headers.get('cookie'))
  const app = empty()
    .get('/read', async (c) => c.text(describe((await open(c)).data)))
    .get('/write', async (c) => {
      const session = await open(c)
      session.set('n', nextNumber())
      c.header('set-cookie', await commitSession(session))
      return c.text('written')
    })
    .get('/login', async (c) => {
      const session = await open(c)
      for (const key of ['username', 'theme', 'cart', 'n'] as const) session.set(key, DATA[key])
      c.header('set-cookie', await commitSession(session))
      return c.text('in')
    })
  return peer('React Router cookie session', app)
}

/** A JWT in a cookie: jose's HS256 with a key that was imported once. */
async function joseCookie(): Promise<Peer> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = Buffer.from(SECRET, 'hex')
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify'])
  const load = async (c: Context): Promise<Partial<Data>> => {
    const cookies = c.req.raw.headers.get('cookie') ?? ''
    const token = /(?:^|; )__Host-session=([^;]*)/.exec(cookies)?.[1]
    return token === undefined ? {} : (await jwtVerify<Data>(token, key)).payload
  }
  const save = async (c: Context, data: Partial<Data>): Promise<void> => {
    const jwt = new SignJWT(data).setProtectedHeader({ alg: 'HS256' })
    const token = await jwt.setIssuedAt().setExpirationTime('1h').sign(key)
    c.header('set-cookie', `__Host-session=${token}; Path=/; Secure; HttpOnly; SameSite=Lax`)
  }
  const app = empty()
    .get('/read', async (c) => c.text(describe(await load(c))))
    .get('/write', async (c) => {
      await save(c, { ...(await load(c)), n: nextNumber() })
      return c.text('written')
    })
    .get('/login', async (c) => {
      await save(c, DATA)
      return c.text('in')
    })
  return peer('jose JWT cookie', app)
}

export const honoPeers: Peer[] = [
  honoSignedCookie(),
  honoSessions(),
  honoSession(),
  ironSession(),
  reactRouter(),
  await joseCookie(),
]

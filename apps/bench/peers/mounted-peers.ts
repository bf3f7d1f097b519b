/** What other people made for no framework in particular, mounted in Hono. */
import type { Context } from 'hono'
import { getIronSession, webCookies } from 'iron-session'
import { jwtVerify, SignJWT } from 'jose'
import { createCookie, createCookieSessionStorage } from 'react-router'
import { COOKIE, empty, inHono } from './in-hono.ts'
import { DATA, describe, nextNumber, SECRET, type Data, type Peer } from './peer.ts'

const LOWER_COOKIE = { ...COOKIE, sameSite: 'lax' } as const

function ironSession(): Peer {
  const options = { cookieName: '__Host-session', password: SECRET, cookieOptions: LOWER_COOKIE }
  // not c.res.headers: Hono would make a Response for them, before the handler makes its own
  const open = (c: Context, headers: Headers) =>
    getIronSession<Data>(webCookies(c.req.raw, headers), options)
  const save = async (c: Context, data: Partial<Data>): Promise<void> => {
    const headers = new Headers()
    const session = await open(c, headers)
    Object.assign(session, data)
    await session.save()
    c.header('set-cookie', headers.get('set-cookie') ?? '')
  }
  const app = empty()
    .get('/read', async (c) => c.text(describe(await open(c, new Headers()))))
    .get('/write', async (c) => {
      await save(c, { n: nextNumber() })
      return c.text('written')
    })
    .get('/login', async (c) => {
      await save(c, DATA)
      return c.text('in')
    })
  return inHono('iron-session', app)
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
  return inHono('React Router cookie session', app)
}

/** A JWT in a cookie: jose's HS256 with a key that was imported once. */
async function joseCookie(): Promise<Peer> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = Buffer.from(SECRET, 'hex')
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify'])
  const load = async (c: Context): Promise<Partial<Data>> => {
    const cookies = c.req.raw.headers.get('cookie') ?? ''
    const token = /(?:^|; )__Host-session=([^;]*)/.exec(cookies)?.[1]
    try {
      return token === undefined ? {} : (await jwtVerify<Data>(token, key)).payload
    } catch {
      return {}
    }
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
  return inHono('jose JWT cookie', app)
}

export const mountedPeers: Peer[] = [ironSession(), reactRouter(), await joseCookie()]

/** What other people made for Hono. */
import { useSession } from '@hono/session'
import { Hono, type Context } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { CookieStore, sessionMiddleware, type Session } from 'hono-sessions'
import { COOKIE, empty, inHono } from './in-hono.ts'
import { DATA, describe, nextNumber, SECRET, type Data, type Peer } from './peer.ts'

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
  return inHono('hono signed cookie + JSON', app)
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
  return inHono('hono-sessions', app)
}

/** With a key that was imported once: of a text it keeps the bytes, which are imported for each request. */
async function honoSession(): Promise<Peer> {
  const bytes = Buffer.from(SECRET, 'hex')
  const secret = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
  const app = new Hono()
    .use(useSession<Data>({ secret }))
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
  return inHono('@hono/session', app)
}

export const honoPeers: Peer[] = [honoSignedCookie(), honoSessions(), await honoSession()]

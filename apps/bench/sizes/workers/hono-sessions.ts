import { Hono } from 'hono'
import { CookieStore, sessionMiddleware, type Session } from 'hono-sessions'
import { SECRET } from '../secret.ts'

const app = new Hono<{ Variables: { session: Session<{ user: string }> } }>()
  .use(sessionMiddleware({ store: new CookieStore(), encryptionKey: SECRET }))
  .get('/:request', (c) => {
    if (c.req.url.endsWith('/write')) c.var.session.set('user', 'ada')
    return c.text(c.var.session.get('user') ?? 'nobody')
  })

export default app.fetch

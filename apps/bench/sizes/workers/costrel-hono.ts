import { session } from '@costrel/hono'
import { Hono } from 'hono'
import { SECRET } from '../secret.ts'

const app = new Hono()
  .use(session<{ user: string }>({ secrets: [SECRET] }))
  .get('/:request', (c) => {
    if (c.req.url.endsWith('/write')) c.var.session.set('user', 'ada')
    return c.text(c.var.session.get('user') ?? 'nobody')
  })

export default app.fetch

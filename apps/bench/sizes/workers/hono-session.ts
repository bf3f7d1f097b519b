import { useSession } from '@hono/session'
import { Hono } from 'hono'
import { SECRET } from '../secret.ts'

const app = new Hono()
  .use(useSession<{ user: string }>({ secret: SECRET }))
  .get('/write', async (c) => {
    await c.var.session.update({ user: 'ada' })
    return c.text('ada')
  })
  .get('/read', async (c) => c.text((await c.var.session.get())?.user ?? 'nobody'))

export default app.fetch

import { flash, session } from '@costrel/hono'
import { flask } from '@costrel/session/flask'
import { Hono } from 'hono'
import { z } from 'zod'
import { layout } from '../layout.ts'
import { style } from '../style.ts'
import { accountPage } from './account-page.ts'

/** The routes that have moved from `app.py`. They read and write Flask's own session. */
export function createMovedRoutes(secretKey: string) {
  return new Hono()
    .get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))
    .use(session({ format: flask({ secretKey }), schema: SCHEMA }))
    .use(flash())
    .get('/account', (c) => {
      const page = accountPage(c.var.session.toObject())
      return c.html(layout(page, c.var.getFlashedMessages({ withCategories: true })))
    })
    .post('/account', async (c) => {
      const { theme } = await c.req.parseBody()
      c.var.session.set('theme', theme === 'dark' ? 'dark' : 'light')
      c.var.flash('Saved.', 'success')
      return c.redirect('/', 303)
    })
    .post('/account/logout', (c) => {
      c.var.session.logout()
      c.var.flash('You were logged out')
      return c.redirect('/', 303)
    })
}

/** Which requests are ours by now; all others are Flask's. Move a route by adding a line. */
export const MOVED: readonly RegExp[] = [/^\/account(\/|$)/, /^\/style\.css$/]

const SCHEMA = { username: z.string(), theme: z.enum(['light', 'dark']) }

import { flash, session } from '@costrel/hono'
import { flask } from '@costrel/session/flask'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'

/** The routes that have moved from `app.py`. They read and write Flask's own session. */
export function createMovedRoutes(secretKey: string) {
  return new Hono()
    .use(session({ format: flask({ secretKey }), schema: SCHEMA }))
    .use(flash())
    .get('/theme', (c) => {
      const { username = 'stranger', theme = 'light' } = c.var.session.toObject()
      const messages = c.var
        .getFlashedMessages()
        .map((message) => html`<li>${String(message)}</li>`)
      return c.html(
        html`<ul>
            ${messages}
          </ul>
          <p>${username} has the theme ${theme}</p>
          <form method="post"><button name="theme" value="dark">Dark</button></form>`,
      )
    })
    .post('/theme', async (c) => {
      const { theme } = await c.req.parseBody()
      c.var.session.set('theme', theme === 'dark' ? 'dark' : 'light')
      c.var.flash('Saved.', 'success')
      return c.redirect('/', 303)
    })
    .post('/logout', (c) => {
      c.var.session.logout()
      c.var.flash('You were logged out')
      return c.redirect('/', 303)
    })
}

/** Which requests are ours by now; all others are Flask's. Move a route by adding a line. */
export const MOVED: readonly RegExp[] = [/^\/theme$/, /^\/logout$/]

const SCHEMA = { username: z.string(), theme: z.enum(['light', 'dark']) }

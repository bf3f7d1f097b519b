import { session } from '@costrel/hono'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { z } from 'zod'
import { errorPage, homePage, loginPage, notFoundPage } from './pages.ts'
import { style } from './style.ts'
import { readUsername } from './username.ts'

/** What an entry hands to the app for each request: text, as every runtime's environment gives it. */
export interface Bindings {
  /** 32 random bytes or more. */
  readonly SESSION_SECRET: string
  /** `true` lets a browser on this very machine log in by plain http. Only a developer's entry sets it. */
  readonly DEVELOPMENT?: 'true' | 'false'
}

/** The Flask quickstart on Hono. It knows no runtime: the files in `entry/` do. */
export function createApp() {
  return new Hono<{ Bindings: Bindings }>()
    .use(secureHeaders(HEADERS))
    .get('/style.css', (c) => c.body(style, 200, STYLE_HEADERS))
    .use(csrf())
    .use(bodyLimit({ maxSize: 16_384 }))
    .use(session(readSessionOptions))
    .get('/', (c) => {
      const username = c.var.session.get('username')
      if (username === undefined) return c.html(homePage())
      c.var.session.update('visits', (visits = 0) => visits + 1)
      return c.html(homePage({ username, visits: c.var.session.get('visits') ?? 0 }))
    })
    .get('/login', (c) => c.html(loginPage()))
    .post('/login', async (c) => {
      const typed = await readField(c, 'username')
      const username = readUsername(typed)
      if (!username.ok) return c.html(loginPage({ typed, problem: username.problem }), 400)
      c.var.session.login(username.value)
      c.var.session.set('username', username.value)
      return c.redirect('/', 303)
    })
    .post('/logout', (c) => {
      c.var.session.logout()
      return c.redirect('/', 303)
    })
    .get('/healthz', (c) => c.text('ok'))
    .notFound((c) => c.html(notFoundPage(), 404))
    .onError((error, c) => {
      if (error instanceof HTTPException) return c.html(errorPage(error.status), error.status)
      console.error(error)
      return c.html(errorPage(500), 500)
    })
}

const HEADERS: Parameters<typeof secureHeaders>[0] = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ['data:'],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  // With `no-referrer`, browsers send `Origin: null` with the site's own forms, and csrf() could not know them.
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  // Whoever terminates TLS decides this for the whole domain.
  strictTransportSecurity: false,
}

const STYLE_HEADERS = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=60' }

const SCHEMA = { username: z.string(), visits: z.number().int() }

function readSessionOptions({ SESSION_SECRET, DEVELOPMENT }: Bindings) {
  return { secrets: [SESSION_SECRET], development: DEVELOPMENT === 'true', schema: SCHEMA }
}

/** A form's field as it was typed; empty when the form has no such text. A body that is no form at all is a 400. */
async function readField(c: Context, name: string): Promise<string> {
  const form = await c.req.parseBody().catch((cause: unknown) => {
    throw new HTTPException(400, { cause })
  })
  const { [name]: value } = form
  return typeof value === 'string' ? value : ''
}

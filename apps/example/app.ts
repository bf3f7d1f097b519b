import { flash, logger, session } from '@costrel/hono'
import { consoleSink, type Sink } from '@costrel/logger'
import { SessionUnavailable, type SessionStore } from '@costrel/session'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { deviceLabel } from './device-label.ts'
import { createDevices } from './devices.ts'
import { inspectorPage } from './inspector-page.ts'
import { inspect } from './inspector.ts'
import { layout } from './layout.ts'
import { errorPage, errorText, homePage, loginPage, notFoundPage } from './pages.ts'
import { sameOrigin } from './same-origin.ts'
import { sessionsOver } from './sessions.ts'
import { readField, show } from './show.ts'
import { style } from './style.ts'
import { readUsername } from './username.ts'
import { createVisitorLog } from './visitor-log.ts'

/** What an entry hands to the app for each request: text, as every runtime's environment gives it. */
export interface Bindings {
  /** 32 random bytes or more. */
  readonly SESSION_SECRET: string
  /** `1` lets a browser on this very machine log in by plain http. Set on a developer's machine, nowhere else. */
  readonly DEVELOPMENT?: '1' | '0'
}

/** What an entry makes the app with. */
export interface AppOptions {
  /** Where log records go. Default: the runtime's console. */
  readonly sink?: Sink
  /** Where the sessions are kept. Default: in the visitors' cookies. */
  readonly store?: SessionStore | undefined
}

/** The Flask quickstart on Hono. It knows no runtime: the files in `entry/` do. */
export function createApp({ sink = consoleSink(), store }: AppOptions = {}) {
  const log = createVisitorLog(sink)
  const sessionsOf = sessionsOver(store)
  const hasDevices = store !== undefined
  return new Hono<{ Bindings: Bindings }>()
    .use(logger({ name: 'example', sink: log.sink }))
    .use(secureHeaders(HEADERS))
    .get('/style.css', (c) => c.body(style, 200, STYLE_HEADERS))
    .use(sameOrigin)
    .use(bodyLimit({ maxSize: 16_384 }))
    .use(session(sessionsOf))
    .use(flash({ categories: ['success', 'error'] }))
    .use(async (c, next) => {
      if (!isDevelopment(c.env)) return next()
      const { requestId, session } = c.var
      log.follow(requestId)
      await next()
      if (session.isTouched && session.user !== undefined) log.claim(requestId, session.id)
    })
    .get('/', (c) => {
      const username = c.var.session.get('username')
      const links = { devices: hasDevices, inspector: isDevelopment(c.env) }
      if (username === undefined) return show(c, homePage(undefined, links))
      const visits = c.var.session.update('visits', (visits = 0) => visits + 1)
      return show(c, homePage({ username, visits }, links))
    })
    .get('/login', (c) => show(c, loginPage()))
    .post('/login', async (c) => {
      const typed = await readField(c, 'username')
      const username = readUsername(typed)
      if (!username.ok) {
        c.var.flash('You were not logged in', 'error')
        return show(c, loginPage({ typed, problem: username.problem }), 400)
      }
      c.var.session.login(username.value)
      c.var.session.set('username', username.value)
      c.var.session.set('visits', 0)
      if (hasDevices) c.var.session.set('device', deviceLabel(c.req.header('user-agent')))
      c.var.flash('You were logged in', 'success')
      c.var.logger.info('%s logged in', username.value)
      return c.redirect('/', 303)
    })
    .post('/logout', (c) => {
      if (c.var.session.user !== undefined) c.var.flash('You were logged out', 'success')
      c.var.session.logout()
      return c.redirect('/', 303)
    })
    .route('/devices', createDevices(hasDevices ? sessionsOf : undefined))
    .get('/inspector', (c) => {
      if (!isDevelopment(c.env)) return c.notFound()
      const { session } = c.var
      const inspection = inspect(c.req.raw, session, Date.now(), hasDevices)
      return show(c, inspectorPage(inspection, log.linesOf(session.id)))
    })
    .get('/healthz', (c) => c.text('ok'))
    .notFound((c) => show(c, notFoundPage(), 404))
    .onError((error, c) => {
      const status = statusOf(error)
      if (status === 503) c.header('retry-after', '1')
      return c.html(layout(errorPage(status), [['error', errorText(status)]]), status)
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
  // With `no-referrer`, browsers send `Origin: null` with the site's own forms, and sameOrigin could not know them.
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  // Whoever terminates TLS decides this for the whole domain.
  strictTransportSecurity: false,
}

const STYLE_HEADERS = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=60' }

function isDevelopment({ DEVELOPMENT }: Bindings): boolean {
  return DEVELOPMENT === '1'
}

/** A store that does not answer is nobody's fault here, and soon over. */
function statusOf(error: Error): ContentfulStatusCode {
  if (error instanceof HTTPException) return error.status
  return error instanceof SessionUnavailable ? 503 : 500
}

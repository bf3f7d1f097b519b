import { createCookie } from '@remix-run/cookie'
import { createRouter } from '@remix-run/fetch-router'
import { Session } from '@remix-run/session'
import { createCookieSessionStorage } from '@remix-run/session/cookie-storage'
import { session } from '@remix-run/session-middleware'
import { SECRET } from '../secret.ts'

const cookie = createCookie('session', { secrets: [SECRET], secure: true })
const router = createRouter({ middleware: [session(cookie, createCookieSessionStorage())] })
router.get('/:request', ({ get, url }) => {
  if (url.pathname === '/write') get(Session).set('user', 'ada')
  return new Response(String(get(Session).get('user') ?? 'nobody'))
})

export default (request: Request): Promise<Response> => router.fetch(request)

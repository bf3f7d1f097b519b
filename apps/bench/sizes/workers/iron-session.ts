import { getIronSession, webCookies } from 'iron-session'
import { SECRET } from '../secret.ts'

export default async (request: Request): Promise<Response> => {
  const headers = new Headers()
  const options = { cookieName: 'session', password: SECRET }
  const session = await getIronSession<{ user?: string }>(webCookies(request, headers), options)
  if (request.url.endsWith('/write')) {
    session.user = 'ada'
    await session.save()
  }
  return new Response(session.user ?? 'nobody', { headers })
}

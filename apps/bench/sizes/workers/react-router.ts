import { createCookieSessionStorage } from 'react-router'
import { SECRET } from '../secret.ts'

const { getSession, commitSession } = createCookieSessionStorage<{ user: string }>({
  cookie: { name: 'session', secrets: [SECRET] },
})

export default async (request: Request): Promise<Response> => {
  const session = await getSession(request.headers.get('cookie'))
  const headers = new Headers()
  if (request.url.endsWith('/write')) {
    session.set('user', 'ada')
    headers.set('set-cookie', await commitSession(session))
  }
  return new Response(session.get('user') ?? 'nobody', { headers })
}

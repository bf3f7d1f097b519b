import { createSessions } from '@costrel/session'
import { SECRET } from '../secret.ts'

export default createSessions<{ user: string }>({ secrets: [SECRET] }).middleware(
  (request, session) => {
    if (request.url.endsWith('/write')) session.set('user', 'ada')
    return new Response(session.get('user') ?? 'nobody')
  },
)

import { createTestClient } from '@costrel/http/testing'
import { createSessions, type Session, type SessionEvent } from '@costrel/session'

export const SECRET = 'hex:8a4d1f0b7c3e92655f60d8aa13b94ce7f2107b5e6d9c483a01ef75b2c4d6983e'

const pass = (_session: Session): Response => new Response()

/** An app whose handler each visit brings along, with a browser that visits it and a clock to be set. */
export function createApp(secret = SECRET) {
  const clock = { time: Date.UTC(2026, 0, 1) }
  const events: SessionEvent[] = []
  const sessions = createSessions({
    secrets: [secret],
    now: () => clock.time,
    onEvent: (event) => void events.push(event),
  })
  let act = pass
  const client = createTestClient(sessions.middleware((_request, session) => act(session)))
  function visit(
    handler: (session: Session) => void,
    init: RequestInit = {},
    response: Response = new Response('ok'),
  ): Promise<Response> {
    act = (session) => {
      handler(session)
      return response
    }
    return client.get('/', init)
  }
  return { clock, events, client, visit }
}

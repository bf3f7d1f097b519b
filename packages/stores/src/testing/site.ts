import { createSessions, type Session, type SessionStore, type Sessions } from '@costrel/session'

/** A request that was begun and has no answer yet. */
export interface Visit {
  readonly session: Session
  /** Answers it; the visitor keeps the cookie that comes. */
  end(): Promise<Response>
}

/** A browser, as far as the session is concerned. */
export interface Visitor {
  cookie: string
  /** @param node which of the app's processes answers; default: the first */
  begin(node?: number): Promise<Visit>
  visit(act: (session: Session) => unknown, node?: number): Promise<Response>
}

/** An app of several processes over one place of sessions. */
export interface Site {
  /** Adds to the clock of all of them. */
  advance(seconds: number): void
  visitor(cookie?: string): Visitor
}

/** Makes an app of as many processes as there are stores. */
export function createSite(stores: readonly SessionStore[]): Site {
  let ahead = 0
  const now = (): number => Date.now() + ahead
  const nodes = stores.map((store) => createSessions({ secrets: [SECRET], store, now }))
  return {
    advance: (seconds) => {
      ahead += seconds * 1000
    },
    visitor: (cookie = '') => createVisitor(nodes, cookie),
  }
}

/** The value that a response gives the session's cookie; `undefined` when it sets none. */
export function cookieOf(response: Response): string | undefined {
  const line = response.headers.getSetCookie().find((each) => each.startsWith(PREFIX))
  return line?.slice(PREFIX.length).split(';', 1)[0]
}

/** As the middleware answers: what a session throws is a response. */
export async function answer(from: Visitor, act: (session: Session) => unknown): Promise<Response> {
  try {
    return await from.visit(act)
  } catch (error) {
    if (error instanceof Error && 'getResponse' in error && typeof error.getResponse === 'function')
      return error.getResponse()
    throw error
  }
}

const PREFIX = '__Host-session='
const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'

function createVisitor(nodes: readonly Sessions[], first: string): Visitor {
  const visitor: Visitor = {
    cookie: first,
    async begin(node = 0) {
      const sessions = nodes[node % nodes.length]
      if (sessions === undefined) throw new RangeError('an app needs a process')
      const headers = { cookie: `${PREFIX}${visitor.cookie}` }
      const session = await sessions.open(new Request('https://example.test/', { headers }))
      return {
        session,
        async end() {
          const response = await sessions.commit(session, new Response())
          visitor.cookie = cookieOf(response) ?? visitor.cookie
          return response
        },
      }
    },
    async visit(act, node) {
      const { session, end } = await visitor.begin(node)
      await act(session)
      return end()
    },
  }
  return visitor
}

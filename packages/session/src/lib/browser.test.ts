/** Support for this package's tests: a browser on an app that is one session and nothing else. It holds no tests. */
import { createTestClient, type TestClient } from '@costrel/http/testing'
import type { CookieJar } from 'tough-cookie'
import {
  createSessions,
  type Session,
  type SessionEvent,
  type SessionOptions,
  type Sessions,
} from '../index.ts'

export const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'
export const OTHER_SECRET = 'Vw3nRz6KpT9xQm2LcB8jHs5fDg7yEa4u'

/** A clock that moves only when told to. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  advance(seconds: number): void
}

/** How a page is asked for, and what it answers. */
export interface Page extends RequestInit {
  readonly path?: string
  readonly response?: Response
}

export interface Browser<Data extends object> {
  readonly sessions: Sessions<Data>
  readonly clock: Clock
  /** Every event so far. */
  readonly events: SessionEvent[]
  readonly client: TestClient
  /** Visits a page whose handler does this to its session. */
  visit(act: (session: Session<Data>) => void, page?: Page): Promise<Response>
  /** Visits a page, and gives what its handler found in the session. */
  read<Found>(look: (session: Session<Data>) => Found, page?: Page): Promise<Found>
  /** Visits a page with exactly this `Cookie` header, and gives what its handler found. */
  readWith<Found>(header: string, look: (session: Session<Data>) => Found): Promise<Found>
  /** The value of the session's cookie, as the browser holds it. */
  cookie(): string
}

export interface Desk {
  readonly baseUrl?: string
  readonly jar?: CookieJar
  readonly clock?: Clock
}

export function createClock(start: number = Date.UTC(2026, 0, 1)): Clock {
  let time = start
  return {
    now: () => time,
    advance: (seconds) => {
      time += seconds * 1000
    },
  }
}

export function createBrowser<Data extends object = Record<string, unknown>>(
  options: Partial<SessionOptions<Data>> = {},
  { clock = createClock(), ...desk }: Desk = {},
): Browser<Data> {
  const events: SessionEvent[] = []
  const onEvent = (event: SessionEvent): void => void events.push(event)
  const sessions = createSessions<Data>({ secrets: [SECRET], now: clock.now, onEvent, ...options })
  let handler = (_session: Session<Data>): Response => new Response()
  const fetch = sessions.middleware((_request, session) => handler(session))
  const client = createTestClient(fetch, desk)

  async function visit(act: (session: Session<Data>) => void, page: Page = {}): Promise<Response> {
    const { path = '/', response = new Response('ok'), ...init } = page
    handler = (session) => {
      act(session)
      return response
    }
    return client.request(path, init)
  }
  async function read<Found>(look: (session: Session<Data>) => Found, page?: Page): Promise<Found> {
    const found: Found[] = []
    await visit((session) => void found.push(look(session)), page)
    const [first] = found
    if (found.length !== 1) throw new Error('the handler did not run')
    return first as Found
  }
  return {
    sessions,
    clock,
    events,
    client,
    visit,
    read,
    readWith: (header, look) => read(look, { headers: { cookie: header } }),
    cookie: () => Object.values(client.cookies()).join(),
  }
}

/** Support for the tests of stored sessions: an app whose requests can overlap, and a count of its calls. It holds no tests. */
import {
  createMemoryStore,
  createSessions,
  type CommitOptions,
  type Session,
  type SessionEvent,
  type SessionOptions,
  type SessionStore,
  type Sessions,
} from '../../index.ts'
import { createClock, SECRET, type Clock } from '../browser.test.ts'
import {
  createFaultyStore,
  type Fault,
  type FaultPlan,
  type StoreCall,
} from '../store/faulty-store.ts'

export type Any = Record<string, unknown>
export type Calls = Record<'create' | 'read' | 'apply' | 'destroy', number>

/** A request that was begun and has no answer yet. */
export interface Visit {
  readonly session: Session
  /** Answers it; the visitor keeps the cookie that comes. */
  end(response?: Response, options?: CommitOptions): Promise<Response>
}

/** A browser, as far as the session is concerned. */
export interface Visitor {
  /** The cookie's value; empty without one. */
  cookie: string
  begin(init?: RequestInit): Promise<Visit>
  visit(act: (session: Session) => unknown, init?: RequestInit): Promise<Response>
  read<Found>(look: (session: Session) => Found, init?: RequestInit): Promise<Found>
}

export interface Site {
  readonly sessions: Sessions
  /** The store itself, without faults and counts. */
  readonly store: SessionStore
  readonly clock: Clock
  readonly events: SessionEvent[]
  /** Calls to the store since the last look. */
  calls(): Partial<Calls>
  /** What goes wrong with the next calls; `undefined`: nothing any more. */
  fail(fault: Fault | undefined, method?: StoreCall['method']): void
  visitor(cookie?: string): Visitor
}

export interface Ground {
  readonly store?: SessionStore
  readonly clock?: Clock
}

export const NAME = '__Host-session'
/** A request of a script: no page that the visitor opened. */
export const SCRIPT: RequestInit = { headers: { 'sec-fetch-dest': 'empty' } }
export const all = (session: Session): unknown => [session.user, session.toObject()]

export function createSite(
  options: Partial<SessionOptions> = {},
  { store = createMemoryStore(), clock = createClock() }: Ground = {},
): Site {
  const events: SessionEvent[] = []
  const counts: Calls = { create: 0, read: 0, apply: 0, destroy: 0 }
  let plan: FaultPlan = spare
  const counted = createFaultyStore(store, (call) => {
    counts[call.method] += 1
    return plan(call)
  })
  const onEvent = (event: SessionEvent): void => void events.push(event)
  const base = { secrets: [SECRET], now: clock.now, onEvent, store: counted }
  const sessions = createSessions({ ...base, ...options })
  return {
    sessions,
    store,
    clock,
    events,
    calls() {
      const made = Object.entries(counts).filter(([, count]) => count > 0)
      Object.assign(counts, { create: 0, read: 0, apply: 0, destroy: 0 })
      return Object.fromEntries(made)
    },
    fail(fault, method) {
      plan = (call) => (method === undefined || call.method === method ? fault : undefined)
    },
    visitor: (cookie = '') => createVisitor(sessions, cookie),
  }
}

/** The visitor's line for the session's cookie; `undefined` without one. */
export function lineOf(response: Response): string | undefined {
  return response.headers.getSetCookie().find((line) => line.startsWith(`${NAME}=`))
}

/** The value that a response gives the session's cookie. */
export function cookieOf(response: Response): string {
  return (
    lineOf(response)
      ?.slice(NAME.length + 1)
      .split(';', 1)[0] ?? ''
  )
}

/** The events' types, and the reasons of refusals. */
export function typesOf(events: readonly SessionEvent[]): string[] {
  return events.map((event) => (event.type === 'rejected' ? event.reason : event.type))
}

function spare(): undefined {
  return undefined
}

function createVisitor(sessions: Sessions, first: string): Visitor {
  const visitor: Visitor = {
    cookie: first,
    async begin(init) {
      const session = await sessions.open(createRequest(visitor.cookie, init))
      return {
        session,
        async end(response = new Response('ok'), options) {
          const sent = await sessions.commit(session, response, options)
          if (lineOf(sent) !== undefined) visitor.cookie = cookieOf(sent)
          return sent
        },
      }
    },
    async visit(act, init) {
      const { session, end } = await visitor.begin(init)
      await act(session)
      return end()
    },
    async read(look, init) {
      const { session, end } = await visitor.begin(init)
      const found = look(session)
      await end()
      return found
    },
  }
  return visitor
}

function createRequest(cookie: string, init?: RequestInit): Request {
  const request = new Request('https://example.test/', init)
  if (cookie !== '') request.headers.set('cookie', `${NAME}=${cookie}`)
  return request
}

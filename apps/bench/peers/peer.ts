import type { IncomingMessage, ServerResponse } from 'node:http'

/** The four requests that every peer answers. `login` makes the cookie for them and is not timed. */
export const REQUESTS = {
  untouched: { path: '/untouched', hasCookie: true },
  'anonymous read': { path: '/read', hasCookie: false },
  read: { path: '/read', hasCookie: true },
  write: { path: '/write', hasCookie: true },
} as const

export type RequestName = keyof typeof REQUESTS
export const REQUEST_NAMES = Object.keys(REQUESTS) as RequestName[]

/** What every peer keeps: `login` writes it, `write` sets `n` to the next number, `read` answers `user:n`. */
export const DATA = { username: 'ada', theme: 'dark', cart: [1, 2, 3], n: 0 }

export type Data = typeof DATA

/** The answer of `read`. */
export const describe = (data: { username?: unknown; n?: unknown } | null | undefined): string =>
  data?.username === undefined ? 'nobody' : `${String(data.username)}:${String(data.n)}`

/** A number that no write had before. */
export const nextNumber = (): number => (counter += 1)
let counter = 0

/** 32 bytes; hexadecimal digits, since one peer wants them. */
export const SECRET = '3f1c9a4e7b2d8605c4e1f7a9380b6d52e9c7145af08b3d6271e4c95fa2708d1b'

/** The cookies that a browser sends anyway. */
export const OTHER_COOKIES = 'theme=dark; _ga=GA1.2.1234567890.1234567890'

/** A framework that speaks Request and Response. */
export type FetchHandler = (request: Request) => Response | Promise<Response>

export interface Answer {
  readonly status: number
  readonly text: string
  /** `name=value` of each cookie that was set. */
  readonly cookies: readonly string[]
}

/** Whatever answers one request, in this process or behind an address. */
export interface Asked {
  readonly name: string
  /** `web`: speaks Request and Response and verifies a MAC or an AEAD tag. */
  readonly kind: 'base' | 'floor' | 'ours' | 'web' | 'other'
  /** One request, answered in full. */
  ask(path: string, cookies: string): Promise<Answer>
}

/** One library that keeps a session, mounted in a framework. */
export interface Peer extends Asked {
  /** The same framework with one empty middleware: what is above it is the session's cost. */
  readonly base: string
  /** One request, ready to be repeated. */
  prepare(path: string, cookies: string): () => unknown
  /** What a server calls. */
  readonly app:
    | { readonly fetch: FetchHandler }
    | { readonly listener: (request: IncomingMessage, response: ServerResponse) => void }
}

interface FetchPeer extends Pick<Peer, 'name' | 'base' | 'kind'> {
  readonly fetch: FetchHandler
}

/** A peer that speaks Request and Response. */
export function fetchPeer({ fetch, ...rest }: FetchPeer): Peer {
  return {
    ...rest,
    app: { fetch },
    prepare: (path, cookies) => () => fetch(makeRequest(path, cookies)),
    ask: async (path, cookies) => toAnswer(await fetch(makeRequest(path, cookies))),
  }
}

/** What a Response said. */
export async function toAnswer(response: Response): Promise<Answer> {
  const pairs = response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '')
  return { status: response.status, text: await response.text(), cookies: pairs }
}

function makeRequest(path: string, cookie: string): Request {
  return new Request(`https://shop.example${path}`, { headers: { cookie } })
}

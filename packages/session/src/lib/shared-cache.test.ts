/** A shared cache between visitors and app that ignores `Vary`: it may never serve one user's page or cookie to another. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FetchHandler } from '@costrel/http'
import type { Session } from '../index.ts'
import { createSessions } from '../index.ts'
import { SECRET } from './browser.test.ts'

const URL_OF_PAGE = 'https://example.test/page'
const VISITORS = ['ann', 'bob', 'mallory', 'stranger'] as const
type Visitor = (typeof VISITORS)[number]

const ACTIONS: Readonly<Record<string, (session: Session) => unknown>> = {
  untouched: () => 'everybody',
  read: (session) => session.user,
  has: (session) => session.has('cart'),
  set: (session) => session.set('seen', true),
  destroy: (session) => session.destroy(),
}

const HEADERS: Readonly<Record<string, Record<string, string>>> = {
  none: {},
  'max-age': { 'cache-control': 'max-age=600' },
  'public, s-maxage': { 'cache-control': 'public, s-maxage=600' },
  'private="x"': { 'cache-control': 'private="x-theme", max-age=600' },
  'CDN-Cache-Control': { 'cdn-cache-control': 'max-age=600' },
  'Surrogate-Control': { 'surrogate-control': 'max-age=600' },
  'X-Accel-Expires': { 'x-accel-expires': '600' },
  'Vary: *': { vary: '*' },
  'ETag, 304': { etag: '"1"', 'cache-control': 'no-cache' },
  'ETag, 304, s-maxage=0': { etag: '"1"', 'cache-control': 'public, s-maxage=0' },
}

/** What each visitor was answered, in order; a foreign page would be marked as made for somebody else. */
interface Answer {
  readonly visitor: Visitor
  readonly madeFor: string | null
  readonly body: string
  readonly cookies: readonly string[]
}

describe('a shared cache that ignores Vary never mixes visitors up', () => {
  for (const [action, act] of Object.entries(ACTIONS)) {
    for (const [said, headers] of Object.entries(HEADERS)) {
      test(`${action} × ${said}`, async () => {
        for (const methods of [
          ['GET'],
          ['HEAD'],
          ['HEAD', 'GET'],
          ['GET', 'HEAD'],
          ['GET', '304'],
        ]) {
          const site = await createSite(act, headers)
          const cache = createSharedCache(site.fetch)
          for (const answer of await visitAll(site.cookies, cache.fetch, methods)) {
            assertOwn(answer, action)
          }
          if (action !== 'untouched') assert.equal(cache.served(), 0)
        }
      })
    }
  }
})

describe('the model cache', () => {
  for (const [said, headers] of Object.entries(HEADERS)) {
    test(`keeps and serves what nobody's session was touched for: ${said}`, async () => {
      const site = await createSite(() => 'everybody', headers)
      const cache = createSharedCache(site.fetch)
      await visitAll(site.cookies, cache.fetch, ['GET'])
      assert.ok(cache.served() > 0)
    })

    test(`would mix visitors up without our headers: ${said}`, async () => {
      const site = await createSite((session) => session.user, headers)
      const bare: FetchHandler = async (request) => {
        const response = await site.fetch(request)
        response.headers.delete('cache-control')
        for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
        return response
      }
      const cache = createSharedCache(bare)
      const answers = await visitAll(site.cookies, cache.fetch, ['GET'])
      assert.ok(answers.some((answer) => !isOwn(answer)))
    })
  }

  test('keeps no page that sets a cookie, whatever the page was answered with before', async () => {
    const now = { action: 'untouched' }
    const headers = { etag: '"1"', 'cache-control': 'public, s-maxage=0' }
    const site = await createSite((session) => ACTIONS[now.action]?.(session), headers)
    const cache = createSharedCache(site.fetch)
    await visitAll(site.cookies, cache.fetch, ['GET'])
    now.action = 'set'
    for (const answer of await visitAll(site.cookies, cache.fetch, ['GET', 'HEAD'])) {
      assertOwn(answer, 'set')
    }
  })
})

function assertOwn(answer: Answer, action: string): void {
  const { visitor, madeFor, cookies, body } = answer
  if (action === 'untouched') assert.deepEqual([madeFor, cookies], [null, []])
  else assert.ok(isOwn(answer), `${visitor} got a page for ${madeFor}: ${body}`)
}

function isOwn({ visitor, madeFor, body }: Answer): boolean {
  return madeFor === visitor && !VISITORS.some((other) => other !== visitor && body.includes(other))
}

interface Site {
  readonly fetch: FetchHandler
  readonly cookies: ReadonlyMap<Visitor, string>
}

/** An app of one page, whose visitors but the stranger are logged in. Its answers tell for whom they were made. */
async function createSite(
  act: (session: Session) => unknown,
  headers: Record<string, string>,
): Promise<Site> {
  const sessions = createSessions({ secrets: [SECRET] })
  const cookies = new Map<Visitor, string>()
  for (const visitor of VISITORS) {
    const session = await sessions.open(new Request(URL_OF_PAGE))
    if (visitor !== 'stranger') session.login(visitor)
    const { headers } = await sessions.commit(session, new Response())
    cookies.set(visitor, headers.getSetCookie()[0]?.split(';', 1)[0] ?? '')
  }
  const fetch = sessions.middleware((request, session) => {
    const found = act(session)
    const visitor = session.isTouched ? request.headers.get('x-visitor') : null
    const body = `${String(found)} of ${visitor ?? 'everybody'}`
    const own = visitor === null ? headers : { ...headers, 'x-made-for': visitor }
    if (request.headers.get('if-none-match') === headers['etag'] && headers['etag'] !== undefined) {
      return new Response(null, { status: 304, headers: own })
    }
    return new Response(request.method === 'HEAD' ? null : body, { headers: own })
  })
  return { fetch, cookies }
}

async function visitAll(
  cookies: ReadonlyMap<Visitor, string>,
  fetch: FetchHandler,
  methods: readonly string[],
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const visitor of [...VISITORS, ...VISITORS.toReversed()]) {
    for (const method of methods) {
      const headers = new Headers({ cookie: cookies.get(visitor) ?? '', 'x-visitor': visitor })
      if (method === '304') headers.set('if-none-match', '"1"')
      const init = { method: method === '304' ? 'GET' : method, headers }
      const response = await fetch(new Request(URL_OF_PAGE, init))
      answers.push({
        visitor,
        madeFor: response.headers.get('x-made-for'),
        body: await response.text(),
        cookies: response.headers.getSetCookie(),
      })
    }
  }
  return answers
}

interface Stored {
  readonly body: string
  readonly status: number
  headers: Headers
}

/**
 * A shared cache by the basics of RFC 9111, as careless as one may be: it ignores `Vary`, keeps `Set-Cookie` lines, keeps
 * for ever what has no lifetime (§4.2.2), answers HEAD from GET, takes over the headers of a 304 (§4.3.4) and of a HEAD
 * (§4.3.5), and believes the headers of CDNs (RFC 9213) and of nginx over `Cache-Control`.
 */
function createSharedCache(origin: FetchHandler): { fetch: FetchHandler; served: () => number } {
  const store = new Map<string, Stored>()
  let served = 0

  function answer({ body, status, headers }: Stored, method: string): Response {
    served++
    return new Response(method === 'HEAD' ? null : body, { status, headers })
  }
  async function keep(request: Request, response: Response): Promise<Response> {
    const key = `${request.method} ${request.url}`
    if (response.status === 304) return response
    if (!mayKeep(response.headers)) {
      store.delete(key)
      return response
    }
    const headers = new Headers(response.headers)
    for (const name of privateNames(headers)) headers.delete(name)
    const body = await response.text()
    store.set(key, { body, status: response.status, headers })
    return new Response(request.method === 'HEAD' ? null : body, response)
  }
  async function revalidate(request: Request, stored: Stored): Promise<Response> {
    const conditional = new Request(request)
    const etag = stored.headers.get('etag')
    if (etag !== null) conditional.headers.set('if-none-match', etag)
    const response = await origin(conditional)
    if (response.status !== 304) return keep(request, response)
    const merged = { ...stored, headers: mergeHeaders(stored.headers, response.headers) }
    if (mayKeep(response.headers)) stored.headers = merged.headers
    return new Response(request.method === 'HEAD' ? null : stored.body, merged)
  }
  return {
    served: () => served,
    fetch: async (request) => {
      const own = store.get(`${request.method} ${request.url}`)
      const stored = own ?? store.get(`GET ${request.url}`)
      if (stored === undefined) return keep(request, await origin(request))
      if (isFresh(stored.headers)) return answer(stored, request.method)
      return revalidate(request, stored).then((response) => {
        if (stored.headers.get('etag') !== null) served += mayKeep(response.headers) ? 1 : 0
        return response
      })
    },
  }
}

/** The header that this cache believes: the most specific one. */
function policyOf(headers: Headers): string {
  const expires = headers.get('x-accel-expires')
  if (expires !== null) return `max-age=${expires}`
  for (const name of ['cdn-cache-control', 'surrogate-control', 'cache-control']) {
    const value = headers.get(name)
    if (value !== null) return value.toLowerCase()
  }
  return ''
}

function mayKeep(headers: Headers): boolean {
  return !/(?:^|,)\s*(?:no-store|private)\s*(?:,|$)/.test(policyOf(headers))
}

function isFresh(headers: Headers): boolean {
  const policy = policyOf(headers)
  if (policy.includes('no-cache')) return false
  const [, seconds] = /s-maxage=(\d+)/.exec(policy) ?? /max-age=(\d+)/.exec(policy) ?? []
  return seconds === undefined || Number(seconds) > 0
}

/** `private="a, b"` keeps a response without these headers (RFC 9111 §5.2.2.7). */
function privateNames(headers: Headers): string[] {
  const [, names = ''] = /private="([^"]*)"/.exec(policyOf(headers)) ?? []
  return names.split(/[\s,]+/).filter(Boolean)
}

function mergeHeaders(stored: Headers, update: Headers): Headers {
  const merged = new Headers(stored)
  for (const [name, value] of update) {
    if (name !== 'set-cookie') merged.set(name, value)
  }
  for (const line of update.getSetCookie()) merged.append('set-cookie', line)
  return merged
}

import { CookieJar } from 'tough-cookie'
import type { FetchHandler } from './fetch-handler.ts'

/** Settings of a test client. */
export interface TestClientOptions {
  /** Where the app seems to stand. Default: `https://example.test`. */
  readonly baseUrl?: string
  /** A jar to share with another client. Default: a new, empty one. */
  readonly jar?: CookieJar
  /** How many redirects `follow` follows before it gives up. Default: 10. */
  readonly maxRedirects?: number
}

/** A browser without a screen, as Flask's test client: it keeps cookies by the browsers' rules. */
export interface TestClient {
  /** The jar, for a look at what the browser would hold. */
  readonly jar: CookieJar
  /**
   * Sends one request and keeps the cookies of its answer. Redirects are not followed.
   *
   * @param path a path, or a whole URL
   */
  request(path: string, init?: RequestInit): Promise<Response>
  /** Sends a GET request. */
  get(path: string, init?: RequestInit): Promise<Response>
  /** Sends a form as a page of the same origin would: `application/x-www-form-urlencoded`, with `Origin`. */
  post(path: string, fields?: Record<string, string>, init?: RequestInit): Promise<Response>
  /**
   * Follows a redirect, and those behind it, as a browser does: by GET, and after 307 and 308 by the same method
   * with the same body.
   *
   * @throws Error after `maxRedirects`
   */
  follow(response: Response): Promise<Response>
  /** The cookies that a request to this path would carry, name to value. */
  cookies(path?: string): Record<string, string>
}

/**
 * Drives a fetch handler with a real cookie jar (tough-cookie): name prefixes, `Secure`, `Path` and expiry count.
 *
 * @param fetch the app, such as `app.fetch` or the global `fetch`
 */
export function createTestClient(fetch: FetchHandler, options: TestClientOptions = {}): TestClient {
  const { baseUrl = 'https://example.test', jar = createJar(), maxRedirects = 10 } = options
  const sent = new WeakMap<Response, Sent>()

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, baseUrl).href
    const response = await fetch(new Request(url, withCookies(init, jar.getCookieStringSync(url))))
    for (const line of response.headers.getSetCookie()) {
      jar.setCookieSync(line, url, { ignoreError: true })
    }
    sent.set(response, { url, init })
    return response
  }

  async function follow(response: Response): Promise<Response> {
    let current = response
    for (let left = maxRedirects; isRedirect(current); left--) {
      if (left === 0) throw new Error(`gave up after ${maxRedirects} redirects`)
      const { url, init } = sent.get(current) ?? { url: baseUrl, init: {} }
      const location = new URL(current.headers.get('location') ?? '', url).href
      current = await request(location, KEEP_METHOD.has(current.status) ? init : {})
    }
    return current
  }

  return {
    jar,
    request,
    follow,
    get: (path, init) => request(path, init),
    post: (path, fields = {}, init = {}) => request(path, asForm(path, baseUrl, fields, init)),
    cookies: (path = '/') => readCookies(jar, new URL(path, baseUrl).href),
  }
}

/** What a response answered. */
interface Sent {
  readonly url: string
  readonly init: RequestInit
}

function isRedirect({ status, headers }: Response): boolean {
  return REDIRECTS.has(status) && headers.has('location')
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** RFC 9110 §15.4.8 and §15.4.9. */
const KEEP_METHOD = new Set([307, 308])

function createJar(): CookieJar {
  return new CookieJar(undefined, { prefixSecurity: 'strict', rejectPublicSuffixes: false })
}

function withCookies(init: RequestInit, cookies: string): RequestInit {
  const headers = new Headers(init.headers)
  if (cookies !== '' && !headers.has('cookie')) headers.set('cookie', cookies)
  return { redirect: 'manual', ...init, headers }
}

function asForm(
  path: string,
  baseUrl: string,
  fields: Record<string, string>,
  init: RequestInit,
): RequestInit {
  const headers = new Headers(init.headers)
  if (!headers.has('origin')) headers.set('origin', new URL(path, baseUrl).origin)
  return { ...init, method: 'POST', body: new URLSearchParams(fields), headers }
}

function readCookies(jar: CookieJar, url: string): Record<string, string> {
  return Object.fromEntries(jar.getCookiesSync(url).map(({ key, value }) => [key, value]))
}

import { mergeCacheControl, type CachePolicy } from './cache-control.ts'

/** What a session or a flash wants of a response's headers. A value: computed first, applied once. */
export interface HeaderPatch {
  /** Complete `Set-Cookie` lines. Each takes the place of an earlier one of the same name, domain, path and partition. */
  readonly setCookie: readonly string[]
  /** Whether the response depends on cookies: merges `Vary: Cookie`. */
  readonly vary: boolean
  /** What caches may do at most; `undefined` leaves the app's headers alone. */
  readonly cacheControl: CachePolicy | undefined
}

/**
 * Applies a patch. Headers are changed in place where the runtime lets us; an immutable response (a redirect, a
 * fetched one) is made anew with the same body. So is one that gets a cookie and has no
 * body by its status: an app may keep it, such as a 204, and return it to the next visitor. An upgrade (status 101, a WebSocket of Workers) and a response without
 * a status, such as `Response.error()`, pass untouched, since no browser would see our headers.
 *
 * @param response the response to patch
 * @param patch what to change
 * @param onRemoved called with the name of each header or directive that would have let a shared cache keep the page
 * @returns the same response, or its copy
 */
export function applyHeaderPatch(
  response: Response,
  patch: HeaderPatch,
  onRemoved?: (name: string) => void,
): Response {
  if (isEmpty(patch) || !takesHeaders(response)) return response
  const seen = lookAt(response.headers)
  const target = patch.setCookie.length > 0 && mayBeKept(response) ? copyOf(response) : response
  try {
    changeHeaders(target.headers, seen, patch, onRemoved)
    return target
  } catch (error) {
    // the first change tells whether headers are immutable: then nothing was changed yet
    if (!(error instanceof TypeError)) throw error
    const copy = copyOf(response)
    changeHeaders(copy.headers, seen, patch, onRemoved)
    return copy
  }
}

/**
 * A body can be sent once, so whoever keeps a response keeps one without. It is asked for only where the status says that
 * there is none: asking costs a server on Node half of its requests, and Bun forgets the type of a text.
 */
function mayBeKept(response: Response): boolean {
  return BODYLESS.has(response.status) && response.body === null
}

const BODYLESS = new Set([204, 205, 301, 302, 303, 304, 307, 308])

function copyOf(response: Response): Response {
  return new Response(response.body, response)
}

function isEmpty({ setCookie, vary, cacheControl }: HeaderPatch): boolean {
  return !vary && cacheControl === undefined && setCookie.length === 0
}

/**
 * Whether headers that we add would reach a browser: not on an upgrade (status 101, a WebSocket of Workers), and not on
 * `Response.error()`.
 */
export function takesHeaders(response: Response): boolean {
  if (response.status === 101 || response.status === 0) return false
  return !('webSocket' in response && Boolean(response.webSocket))
}

function changeHeaders(
  headers: Headers,
  seen: Seen,
  { setCookie, vary, cacheControl }: HeaderPatch,
  onRemoved?: (name: string) => void,
): void {
  if (cacheControl !== undefined) restrictCaching(headers, seen, cacheControl, onRemoved)
  if (vary) mergeVary(headers, seen.vary)
  let hasCookies = seen.hasCookies
  for (const line of setCookie) {
    if (hasCookies) removeSameCookie(headers, line)
    headers.append('set-cookie', line)
    hasCookies = true
  }
}

/** What a patch has to know of the headers that are there. */
interface Seen {
  vary: string
  cacheControl: string | null
  hasCookies: boolean
  /** Names of headers that speak to shared caches alone. */
  shared: string[]
}

/** One walk: each question of its own costs as much. */
function lookAt(headers: Headers): Seen {
  const seen: Seen = {
    vary: '',
    cacheControl: null,
    hasCookies: false,
    shared: [],
  }
  headers.forEach((value, name) => {
    if (name === 'vary') seen.vary = value
    else if (name === 'cache-control') seen.cacheControl = value
    else if (name === 'set-cookie') seen.hasCookies = true
    else if (isForSharedCaches(name)) seen.shared.push(name)
  })
  return seen
}

/** Headers by which a CDN or proxy is told to keep a page whatever `Cache-Control` says (RFC 9213 and vendors' own). */
function isForSharedCaches(name: string): boolean {
  return name.endsWith('-cache-control') || SHARED_CACHE_HEADERS.has(name)
}

const SHARED_CACHE_HEADERS = new Set(['surrogate-control', 'edge-control', 'x-accel-expires'])

function restrictCaching(
  headers: Headers,
  { cacheControl, shared }: Seen,
  policy: CachePolicy,
  onRemoved?: (name: string) => void,
): void {
  const { value, removed } = mergeCacheControl(cacheControl, policy)
  headers.set('cache-control', value)
  for (const name of shared) {
    headers.delete(name)
    onRemoved?.(name)
  }
  for (const name of removed) onRemoved?.(name)
}

/** RFC 9110 §12.5.5: a list of names without regard to case; `*` says more than any name. */
function mergeVary(headers: Headers, vary: string): void {
  if (vary === '') headers.set('vary', 'Cookie')
  else if (!/(^|,)\s*(\*|cookie)\s*(,|$)/i.test(vary)) headers.set('vary', `${vary}, Cookie`)
}

function removeSameCookie(headers: Headers, line: string): void {
  const lines = headers.getSetCookie()
  const cookie = identify(line)
  const others = lines.filter((other) => !isSameCookie(identify(other), cookie))
  if (others.length === lines.length) return
  headers.delete('set-cookie')
  for (const other of others) headers.append('set-cookie', other)
}

/** A browser keeps one cookie for each name, domain and path (RFC 6265bis §5.7), and for each partition (CHIPS). */
interface CookieIdentity {
  readonly name: string
  readonly domain: string
  /** Empty where the browser takes the directory of the request, which may be any. */
  readonly path: string
  readonly partitioned: boolean
}

function isSameCookie(old: CookieIdentity, cookie: CookieIdentity): boolean {
  const isSamePath = old.path === '' || old.path === cookie.path
  const isSamePlace = old.domain === cookie.domain && old.partitioned === cookie.partitioned
  return old.name === cookie.name && isSamePlace && isSamePath
}

function identify(line: string): CookieIdentity {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const named = (prefix: string): string =>
    attributes.findLast((text) => text.toLowerCase().startsWith(prefix))?.slice(prefix.length) ?? ''
  const name = pair.split('=', 1)[0]?.trimEnd() ?? ''
  const partitioned = attributes.some((text) => text.toLowerCase() === 'partitioned')
  return { name, domain: named('domain=').toLowerCase(), path: named('path='), partitioned }
}

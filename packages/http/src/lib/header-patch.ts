import { mergeCacheControl, type CachePolicy } from './cache-control.ts'

/** What a session or a flash wants of a response's headers. A value: computed first, applied once. */
export interface HeaderPatch {
  /** Complete `Set-Cookie` lines. Each takes the place of an earlier one of the same name, domain and path. */
  readonly setCookie: readonly string[]
  /** Whether the response depends on cookies: merges `Vary: Cookie`. */
  readonly vary: boolean
  /** What caches may do at most; `undefined` leaves the app's headers alone. */
  readonly cacheControl: CachePolicy | undefined
}

/**
 * Applies a patch. Headers are changed in place where the runtime lets us; an immutable response (a redirect, a
 * fetched one) is made anew with the same body. An upgrade (status 101, a WebSocket of Workers) and a response without
 * a status, such as `Response.error()`, pass untouched, since no browser would see our headers.
 *
 * @param response the response to patch
 * @param patch what to change
 * @param onRemoved called with the name of each header or directive that would have let a shared cache keep the page
 * @returns the same response, or its copy when its headers were immutable
 */
export function applyHeaderPatch(
  response: Response,
  patch: HeaderPatch,
  onRemoved?: (name: string) => void,
): Response {
  if (isEmpty(patch) || isUpgrade(response) || response.status === 0) return response
  const target = withMutableHeaders(response)
  const { headers } = target
  if (patch.cacheControl !== undefined) restrictCaching(headers, patch.cacheControl, onRemoved)
  if (patch.vary) mergeVary(headers)
  for (const line of patch.setCookie) setCookie(headers, line)
  return target
}

function isEmpty({ setCookie, vary, cacheControl }: HeaderPatch): boolean {
  return !vary && cacheControl === undefined && setCookie.length === 0
}

function isUpgrade(response: Response): boolean {
  return response.status === 101 || ('webSocket' in response && Boolean(response.webSocket))
}

function withMutableHeaders(response: Response): Response {
  try {
    response.headers.delete(PROBE)
    return response
  } catch {
    return new Response(response.body, response)
  }
}

// Deleting a header that nobody sets changes nothing, and throws exactly where the headers are immutable.
const PROBE = 'x-costrel-probe'

function restrictCaching(
  headers: Headers,
  policy: CachePolicy,
  onRemoved?: (name: string) => void,
): void {
  for (const name of sharedCacheHeaders(headers)) {
    headers.delete(name)
    onRemoved?.(name)
  }
  const { value, removed } = mergeCacheControl(headers.get('cache-control'), policy)
  headers.set('cache-control', value)
  for (const name of removed) onRemoved?.(name)
}

/** Headers by which a CDN or proxy is told to keep a page whatever `Cache-Control` says (RFC 9213 and vendors' own). */
function sharedCacheHeaders(headers: Headers): string[] {
  const found: string[] = []
  for (const name of headers.keys()) {
    if (name.endsWith('-cache-control') || SHARED_CACHE_HEADERS.has(name)) found.push(name)
  }
  return found
}

const SHARED_CACHE_HEADERS = new Set(['surrogate-control', 'edge-control', 'x-accel-expires'])

/** RFC 9110 §12.5.5: a list of names without regard to case; `*` says more than any name. */
function mergeVary(headers: Headers): void {
  const vary = headers.get('vary')
  if (!vary) headers.set('vary', 'Cookie')
  else if (!/(^|,)\s*(\*|cookie)\s*(,|$)/i.test(vary)) headers.set('vary', `${vary}, Cookie`)
}

function setCookie(headers: Headers, line: string): void {
  if (headers.has('set-cookie')) removeSameCookie(headers, line)
  headers.append('set-cookie', line)
}

function removeSameCookie(headers: Headers, line: string): void {
  const lines = headers.getSetCookie()
  const cookie = identify(line)
  const others = lines.filter((other) => !isSameCookie(identify(other), cookie))
  if (others.length === lines.length) return
  headers.delete('set-cookie')
  for (const other of others) headers.append('set-cookie', other)
}

/** A browser keeps one cookie for each name, domain and path (RFC 6265bis §5.7). */
interface CookieIdentity {
  readonly name: string
  readonly domain: string
  /** Empty where the browser takes the directory of the request, which may be any. */
  readonly path: string
}

function isSameCookie(old: CookieIdentity, cookie: CookieIdentity): boolean {
  const isSamePath = old.path === '' || old.path === cookie.path
  return old.name === cookie.name && old.domain === cookie.domain && isSamePath
}

function identify(line: string): CookieIdentity {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const named = (prefix: string): string =>
    attributes.findLast((text) => text.toLowerCase().startsWith(prefix))?.slice(prefix.length) ?? ''
  const name = pair.split('=', 1)[0]?.trimEnd() ?? ''
  return { name, domain: named('domain=').toLowerCase(), path: named('path=') }
}

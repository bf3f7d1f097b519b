/**
 * Whether a request came by plain http to this very machine, with no proxy between: the one case in which a browser on
 * a developer's desk could not be given a `Secure` cookie with a `__Host-` prefix.
 *
 * A reverse proxy with default settings makes production look the same (nginx: `proxy_pass http://localhost:3000`),
 * so this never decides alone: callers ask it only when their `development` option is on, and the headers that proxies
 * add turn it off.
 */
export function isPlainLoopback(request: Request): boolean {
  const { protocol, hostname } = new URL(request.url)
  return protocol === 'http:' && LOOPBACK.test(hostname) && !isForwarded(request.headers)
}

/** RFC 6761 §6.3, with or without the root's dot; `URL` has already written `127.1` as `127.0.0.1`. */
const LOOPBACK = /^(?:(?:.+\.)?localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])$/i

function isForwarded(headers: Headers): boolean {
  for (const name of headers.keys()) {
    if (PROXY_HEADERS.has(name) || name.startsWith('x-forwarded-')) return true
  }
  return false
}

const PROXY_HEADERS = new Set(['forwarded', 'via', 'x-real-ip'])

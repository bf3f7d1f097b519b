import type { FetchHandler } from '@costrel/http'

/** One site of two apps: the paths that have moved are ours, all others the old app's. */
export function createProxy(
  moved: readonly RegExp[],
  ours: FetchHandler<[]>,
  oldOrigin: string,
): FetchHandler<[]> {
  return (request) => {
    const { pathname, search } = new URL(request.url)
    if (moved.some((path) => path.test(pathname))) return ours(request)
    const url = new URL(oldOrigin) // first, since `//evil.test/` would name a host of its own
    return forward(request, Object.assign(url, { pathname, search }))
  }
}

async function forward(request: Request, url: URL): Promise<Response> {
  const { method } = request
  const headers = new Headers(request.headers)
  for (const name of HOP_BY_HOP) headers.delete(name)
  headers.set('accept-encoding', 'identity') // `fetch` would unpack the body and leave the header that says it is packed
  // whole, since the server that comes with Flask reads no chunks
  const body = method === 'GET' || method === 'HEAD' ? null : await request.arrayBuffer()
  return fetch(url, { method, headers, body, redirect: 'manual' })
}

/** Of one connection, not of the request (RFC 9110 §7.6.1). */
const HOP_BY_HOP = ['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']

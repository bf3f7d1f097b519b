import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'

/**
 * Refuses what a page of another site sent, whatever its method and content type: only GET, HEAD and OPTIONS, which
 * change nothing here, come from anywhere. `csrf()` of Hono asks for the content types of forms alone.
 *
 * @throws HTTPException with the status 403
 */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  if (!SAFE.has(c.req.method) && !isSameOrigin(c.req.raw)) throw new HTTPException(403)
  await next()
}

/** RFC 9110 §9.2.1. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Browsers say it by `Sec-Fetch-Site` (Fetch Metadata), over plain http to other machines by `Origin` alone. `none` is
 * the visitor themselves, such as a reload; no page can send it. Who says neither is refused.
 */
function isSameOrigin({ headers, url }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  return headers.get('origin') === new URL(url).origin
}

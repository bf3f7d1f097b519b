import type { Logger } from './logger.ts'

/** What came of a request, when its body had ended. */
export interface RequestOutcome {
  /** The response's status. */
  readonly status: number
  /** Bytes of the response's body that were sent. */
  readonly bytes: number
  /** Milliseconds from the request to the end of the body. */
  readonly milliseconds: number
  /** Whether the body ended before it was complete. Default: `false`. */
  readonly aborted?: boolean
}

/**
 * Logs one line for a request at the level `info`: `GET /orders 200, 512 bytes in 3.2 ms`, with the fields `method`,
 * `path`, `status`, `bytes` and `milliseconds`, and `aborted` where it was. A query is left out: it may hold secrets.
 *
 * @param logger takes the record, by preference one that has the request's id among its fields
 * @param request a request, or its method and absolute URL
 */
export function logRequest(
  logger: Logger,
  request: Pick<Request, 'method' | 'url'>,
  outcome: RequestOutcome,
): void {
  const { aborted = false, ...numbers } = outcome
  const template = aborted ? `${TEMPLATE} (aborted)` : TEMPLATE
  logger.info(template, {
    method: request.method,
    path: pathOf(request.url),
    ...numbers,
    ...(aborted && { aborted }),
  })
}

const TEMPLATE = '%(method)s %(path)s %(status)d, %(bytes)d bytes in %(milliseconds).1f ms'

// URL = scheme "://" authority path [ "?" query ] [ "#" fragment ] (RFC 3986 §3), also without scheme and authority
function pathOf(url: string): string {
  return /^(?:[^/?#]*\/\/[^/?#]*)?([^?#]*)/.exec(url)?.[1] ?? ''
}

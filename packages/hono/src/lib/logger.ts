import { createLogger, logRequest, type Logger, type LoggerOptions } from '@costrel/logger'
import type { Context, MiddlewareHandler } from 'hono'
import { createEventLog } from './event-log.ts'
import { createMount } from './mounts.ts'
import { observeEvents } from './observe-events.ts'
import { replaceResponse } from './replace-response.ts'
import { requestIdOf } from './request-id.ts'
import { watchBody, type BodyEnd } from './watch-body.ts'

/** The variables that `logger()` sets: for apps and sub-apps that are not one chain. */
export interface LoggerEnv {
  Variables: {
    /** Bound to the request: its records carry `requestId`. */
    logger: Logger
    /** The request's id: that of a proxy (`X-Request-Id`), if it is one, or a random one. */
    requestId: string
  }
}

/**
 * Gives every request `c.var.logger` and `c.var.requestId`, and logs one line for it when its body has ended: method, path without query,
 * status, bytes, milliseconds. An error that nobody handled is logged once, with stack and causes. What session and flash
 * tell arrives as `session.rejected` and so on, at most ten a minute of a kind, then one summary. Mount it outermost.
 *
 * @param options those of `createLogger`, or a logger
 * @throws RangeError | TypeError when an option is of the wrong kind or value
 * @throws TypeError at the first request, when it is mounted inside `session()`
 */
export function logger(options: LoggerOptions | Logger = {}): MiddlewareHandler<LoggerEnv> {
  const base = 'getChild' in options ? options : createLogger(options)
  const events = createEventLog(base)
  const inner = createMount('session')
  return async (c, next) => {
    if (inner.sessions(c) !== undefined) {
      throw new TypeError(
        'logger() is mounted inside session(): mount it before, to hear its events',
      )
    }
    const startedAt = performance.now()
    const requestId = requestIdOf(c.req.raw)
    const bound = base.with({ requestId })
    c.set('requestId', requestId)
    c.set('logger', bound)
    observeEvents(c, (source, event) => events.log(bound, source, event))
    try {
      await runAndReport(c, next, bound, startedAt)
    } finally {
      events.flush()
    }
  }
}

/** What was thrown and is no Error passes Hono's own error handling. */
async function runAndReport(
  c: Context,
  next: () => Promise<void>,
  bound: Logger,
  startedAt: number,
): Promise<void> {
  const log = createRequestLog(c, bound, startedAt)
  try {
    await next()
  } catch (error) {
    bound.exception(error, 'unhandled')
    log(500, { bytes: 0, aborted: false })
    throw error
  }
  // A handler that returned nothing: Hono answers 500, behind our back.
  if (!c.finalized) return log(500, { bytes: 0, aborted: false })
  const { status } = c.res
  if (c.error !== undefined && status >= 500) bound.exception(c.error, 'unhandled')
  replaceResponse(c, await watchBody(c.req.method, c.res, (end) => log(status, end)))
}

/** Logs the request's line, and the failure of its body. */
function createRequestLog(
  c: Context,
  bound: Logger,
  startedAt: number,
): (status: number, end: BodyEnd) => void {
  const { method, url } = c.req
  return (status, { bytes, aborted, error }) => {
    const milliseconds = performance.now() - startedAt
    if (error !== undefined) bound.exception(error, 'unhandled, in the body')
    logRequest(bound, { method, url }, { status, bytes, aborted, milliseconds })
  }
}

import { createLogger, logRequest, type Logger, type LoggerOptions } from '@costrel/logger'
import type { Context, MiddlewareHandler } from 'hono'
import { createEventLog } from './event-log.ts'
import { observeEvents } from './mounts.ts'
import { replaceResponse } from './replace-response.ts'
import { requestIdOf } from './request-id.ts'
import { watchBody } from './watch-body.ts'

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
 */
export function logger(options: LoggerOptions | Logger = {}): MiddlewareHandler<LoggerEnv> {
  const base = 'getChild' in options ? options : createLogger(options)
  const events = createEventLog(base)
  return async (c, next) => {
    const startedAt = performance.now()
    const requestId = requestIdOf(c.req.raw)
    const bound = base.with({ requestId })
    c.set('requestId', requestId)
    c.set('logger', bound)
    observeEvents(c, (source, event) => events.log(bound, source, event))
    nameTypeOfText(c)
    await runAndReport(c, next, bound)
    events.flush()
    logWhenSent(c, bound, startedAt)
  }
}

/**
 * Without prepared headers Hono leaves the type of `c.text(…)` to the runtime, and Bun forgets it when a response is
 * made anew around the same body.
 */
function nameTypeOfText(c: Context): void {
  c.header('content-type', undefined)
}

/** What was thrown and is no Error passes Hono's own error handling. */
async function runAndReport(c: Context, next: () => Promise<void>, bound: Logger): Promise<void> {
  try {
    await next()
  } catch (error) {
    bound.exception(error, 'unhandled')
    throw error
  }
  if (c.error !== undefined && statusOf(c) >= 500) bound.exception(c.error, 'unhandled')
}

/** A handler that returned nothing: Hono answers 500, behind our back. */
function statusOf(c: Context): number {
  return c.finalized ? c.res.status : 500
}

function logWhenSent(c: Context, bound: Logger, startedAt: number): void {
  const status = statusOf(c)
  const request = { method: c.req.method, url: c.req.url }
  const response = watchBody(c.req.method, c.res, (bytes, aborted) => {
    logRequest(bound, request, {
      status,
      bytes,
      aborted,
      milliseconds: performance.now() - startedAt,
    })
  })
  if (c.finalized) replaceResponse(c, response)
}

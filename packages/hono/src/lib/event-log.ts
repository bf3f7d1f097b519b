import { rateLimit, type HeldBack, type Level, type Logger } from '@costrel/logger'
import type { ObservedEvent } from './observe-events.ts'

/** Logs what session and flash tell of themselves. */
export interface EventLog {
  /** Logs an event as `session.rejected`, at most ten a minute of a type and reason. */
  log(logger: Logger, source: string, event: ObservedEvent): void
  /** Logs how many were held back in the minutes that are over. */
  flush(): void
}

/** Makes the log of events. A client can cause them at will, so they pass a rate limit. */
export function createEventLog(base: Logger): EventLog {
  const limited = rateLimit<LoggedEvent>((event) => {
    if ('heldBack' in event)
      base.warning('%s: %d more were held back', named(event), event.heldBack)
    else logEvent(event)
  })
  return {
    log(logger, source, event) {
      const { type, reason } = event
      limited({ type: `${source}.${type}`, reason, logger, event })
    },
    flush: () => limited.flush(),
  }
}

interface LoggedEvent {
  readonly type: string
  readonly reason: string | undefined
  readonly logger: Logger
  readonly event: ObservedEvent
}

function logEvent({ type, logger, event }: LoggedEvent): void {
  const { type: _type, cookie, error, ...fields } = event
  const level = LEVELS.get(event.type) ?? 'warning'
  const named = cookie === undefined ? fields : { ...fields, cookieName: cookie }
  logger.log(level, '%s', type, ...(error === undefined ? [] : [error]), named)
}

/** What happens every day is for whoever looks for it; everything else deserves a look. */
const LEVELS = new Map<string, Level>([
  ['created', 'debug'],
  ['regenerated', 'debug'],
  ['destroyed', 'debug'],
  ['unavailable', 'error'],
])

function named({ type, reason }: HeldBack): string {
  return reason === undefined ? type : `${type} (${reason})`
}

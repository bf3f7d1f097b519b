import type { LogRecord, Sink } from '@costrel/logger'

/** A record as the inspector shows it. */
export type LogLine = Pick<LogRecord, 'time' | 'level' | 'message'>

/** The last log lines of each visitor, in memory: at most 50 visitors with 20 requests of 20 lines. */
export interface VisitorLog {
  /** Keeps the records of followed requests, and passes every record on. */
  readonly sink: Sink
  /** Keeps the records of a request from now on. */
  follow(requestId: string): void
  /** Says whose request it is. Before that nobody sees its lines. */
  claim(requestId: string, visitor: string): void
  /** A visitor's last lines, the oldest first. */
  linesOf(visitor: string): readonly LogLine[]
}

/**
 * Makes a log for the inspector.
 *
 * @param next where all records go in any case
 */
export function createVisitorLog(next: Sink): VisitorLog {
  const requests = new Map<string, LogLine[] | null>()
  const visitors = new Map<string, readonly LogLine[][]>()
  return {
    sink(record) {
      const lines = requests.get(String(record.fields['requestId']))
      if (lines && lines.length < LINES) lines.push(toLine(record))
      return next(record)
    },
    follow(requestId) {
      // a client may choose its id: one that comes twice is nobody's
      keep(requests, requestId, requests.has(requestId) ? null : [], REQUESTS)
    },
    claim(requestId, visitor) {
      const lines = requests.get(requestId)
      if (!lines) return
      const before = visitors.get(visitor) ?? []
      keep(visitors, visitor, [...before, lines].slice(-LINES), VISITORS)
    },
    linesOf: (visitor) => (visitors.get(visitor) ?? []).flat().slice(-LINES),
  }
}

const LINES = 20
const VISITORS = 50
const REQUESTS = 200

function toLine({ time, level, message }: LogRecord): LogLine {
  return { time, level, message }
}

/** Sets an entry as the newest; the oldest makes room. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest = key] = map.keys()
  if (map.size > most) map.delete(oldest)
}

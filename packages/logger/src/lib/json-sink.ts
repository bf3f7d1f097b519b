import type { LogRecord, Sink } from './log-record.ts'
import { cutText, escapeControls } from './written-text.ts'

/**
 * A sink that writes each record as one line of JSON, without the line's end: the record's members, its time by
 * ISO 8601. Texts are cut to 8,192 characters; control characters are escaped as JSON escapes them.
 *
 * @param write takes a line; when it throws or its promise rejects, the line is lost
 * @throws TypeError when `write` is not a function
 */
export function jsonSink(write: (line: string) => unknown): Sink {
  if (typeof write !== 'function') throw new TypeError('write must be a function of a line')
  return (record) => write(toJsonLine(record))
}

/** A record as one line of JSON. */
export function toJsonLine(record: LogRecord): string {
  return escapeControls(
    JSON.stringify({ ...record, time: new Date(record.time) }, (_name, value: unknown) =>
      typeof value === 'string' ? cutText(value) : value,
    ),
  )
}

/** The members of a line of JSON, with texts escaped visibly: for consoles that show objects. */
export function toEscapedObject(record: LogRecord): unknown {
  return JSON.parse(toJsonLine(record), (_name, value: unknown) =>
    typeof value === 'string' ? escapeControls(value) : value,
  )
}

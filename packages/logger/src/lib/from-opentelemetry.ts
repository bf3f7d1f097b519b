import { escapeRecord } from './escape-record.ts'
import type { LogFields, Sink } from './log-record.ts'
import { readError } from './read-error.ts'
import { toFlatValues } from './written-record.ts'

/** What OpenTelemetry is given for each record (its logs data model). */
export interface OpenTelemetryRecord {
  readonly timestamp: Date
  /** 5, 9, 13, 17 or 21, for `DEBUG` to `CRITICAL`. */
  readonly severityNumber: number
  /** Python's name of the level, in capital letters. */
  readonly severityText: string
  /** The message. */
  readonly body: string
  /** Fields, `logger.name`, template, arguments, and the error by its conventional names. */
  readonly attributes: LogFields
}

/** What is needed of a logger of `@opentelemetry/api-logs`. */
export interface OpenTelemetryLogger {
  emit(record: OpenTelemetryRecord): void
}

/**
 * A sink that hands records to OpenTelemetry: the message as the body, fields as attributes, the error as
 * `exception.type`, `exception.message` and `exception.stacktrace` (semantic conventions for exceptions in logs).
 */
export function fromOpenTelemetry(logger: OpenTelemetryLogger): Sink {
  return (record) => {
    const escaped = escapeRecord(record)
    const { time, level, name, message, error } = escaped
    logger.emit({
      timestamp: new Date(time),
      severityNumber: SEVERITIES[level],
      severityText: level.toUpperCase(),
      body: message,
      attributes: toFlatValues(escaped, { 'logger.name': name, ...(error && toException(error)) }),
    })
  }
}

const SEVERITIES = { debug: 5, info: 9, warning: 13, error: 17, critical: 21 } as const

function toException(error: LogFields): LogFields {
  const { name, message } = readError(error)
  return {
    'exception.type': name,
    'exception.message': message,
    'exception.stacktrace': writeStacks(error),
  }
}

function writeStacks(error: LogFields): string {
  const { stack, cause } = readError(error)
  return cause === undefined ? stack : `${stack}\nCaused by: ${writeStacks(cause)}`
}

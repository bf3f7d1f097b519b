import { escapeRecord } from './escape-record.ts'
import type { Sink } from './log-record.ts'
import { toFlatValues } from './written-record.ts'

/** What LogTape is given for each record. */
export interface LogTapeRecord {
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  /** LogTape's name of the level: `critical` is its `fatal`. */
  readonly level: 'debug' | 'info' | 'warning' | 'error' | 'fatal'
  /** The message as one text, in a list. */
  readonly message: readonly string[]
  /** The template. */
  readonly rawMessage: string
  /** Fields, template, arguments and error. */
  readonly properties: Record<string, unknown>
}

/** What is needed of a LogTape logger, 1.1 or later. */
export interface LogTapeLogger {
  emit(record: LogTapeRecord): void
  getChild(subcategory: readonly [string, ...string[]]): LogTapeLogger
}

/**
 * A sink that hands records to LogTape: fields as properties, the error as the property `error`. The first part of a
 * logger's name stands for the given logger, the others for its children: `shop.orders` is `logger.getChild('orders')`.
 */
export function fromLogTape(logger: LogTapeLogger): Sink {
  return (record) => {
    const escaped = escapeRecord(record)
    const { time, level, name, message, template, error } = escaped
    findChild(logger, name).emit({
      timestamp: time,
      level: level === 'critical' ? 'fatal' : level,
      message: [message],
      rawMessage: template,
      properties: toFlatValues(escaped, { ...(error && { error }) }, ['error']),
    })
  }
}

function findChild(logger: LogTapeLogger, name: string): LogTapeLogger {
  const [, first, ...others] = name.split('.')
  return first === undefined ? logger : logger.getChild([first, ...others])
}

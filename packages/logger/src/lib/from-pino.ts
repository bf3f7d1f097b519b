import { escapeRecord } from './escape-record.ts'
import type { LogFields, Sink } from './log-record.ts'
import { toFlatValues } from './written-record.ts'

/** What is needed of a pino logger: a method for each level, taking named values and a text. */
export interface PinoLogger {
  debug(values: object, message: string): void
  info(values: object, message: string): void
  warn(values: object, message: string): void
  error(values: object, message: string): void
  fatal(values: object, message: string): void
}

/**
 * A sink that hands records to pino: the message as its `msg`, fields as its values, the error as its `err`, and the
 * logger's name as `logger`. Fields named like those, or like pino's own, go under `fields`. pino has a level of its
 * own: set it as low as the logger's.
 */
export function fromPino(pino: PinoLogger): Sink {
  return (record) => {
    const escaped = escapeRecord(record)
    const { name, error, level } = escaped
    const values = toFlatValues(
      escaped,
      { logger: name, ...(error && { err: toPinoError(error) }) },
      RESERVED,
    )
    pino[METHODS[level]](values, escaped.message)
  }
}

/** pino names an error by its constructor, unless there is none. */
function toPinoError(error: LogFields): LogFields {
  return Object.assign(Object.create(null), error)
}

const METHODS = {
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'fatal',
} as const

const RESERVED = ['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err']

import type { LogFields, LogValue } from './log-record.ts'
import { isPlainObject } from './snapshot.ts'

/** The parts of a record's error, as sinks write them. */
export interface ErrorParts {
  readonly name: string
  readonly message: string
  /** The stack; name and message where the error has none. */
  readonly stack: string
  readonly cause: LogFields | undefined
}

/** Reads a record's error. What was thrown and is no error has only a message, and the name `thrown`. */
export function readError(error: LogFields): ErrorParts {
  const name = toText(error['name'] ?? 'thrown')
  const message = toText(error['message'] ?? '')
  const { stack = `${name}: ${message}`, cause } = error
  return { name, message, stack: toText(stack), cause: toCause(cause) }
}

/** Not by `String`, which calls what a field named `toString` holds. */
function toText(value: LogValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function toCause(cause: LogValue | undefined): LogFields | undefined {
  return cause === undefined || isPlainObject(cause) ? cause : { message: cause }
}

import type { LogFields, LogRecord, LogValue } from './log-record.ts'
import { readError } from './read-error.ts'
import { isPlainObject } from './snapshot.ts'
import { cutText, escapeControls } from './written-text.ts'

/**
 * A copy of a record whose texts are cut and escaped, for writers that may show them as they are. Only the line ends
 * between the frames of a stack stay, since other tools read stacks by line.
 */
export function escapeRecord(record: LogRecord): LogRecord {
  const { name, message, template, args, fields, error, formatError } = record
  return {
    ...record,
    name: escapeText(name),
    message: escapeText(message),
    template: escapeText(template),
    args: args.map(escapeValue),
    fields: escapeFields(fields),
    ...(error && { error: escapeError(error) }),
    ...(formatError !== undefined && { formatError: escapeText(formatError) }),
  }
}

function escapeText(text: string): string {
  return escapeControls(cutText(text))
}

function escapeValue(value: LogValue): LogValue {
  if (typeof value === 'string') return escapeText(value)
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.map(escapeValue) : escapeFields(value)
}

function escapeFields(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [escapeControls(name), escapeValue(value)]),
  )
}

/** The message within the stack is escaped first, so that the line ends that stay are those between frames. */
function escapeError(error: LogFields): LogFields {
  const { name, message, stack } = readError(error)
  const lines = stack.replaceAll(message, () => escapeControls(message)).split('\n')
  const { cause } = error
  return {
    ...escapeFields(error),
    name: escapeText(name),
    message: escapeText(message),
    stack: cutText(lines.map(escapeControls).join('\n')),
    ...(isPlainObject(cause) && { cause: escapeError(cause) }),
  }
}

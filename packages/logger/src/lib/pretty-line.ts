import type { LevelName } from './level.ts'
import type { LogFields, LogRecord } from './log-record.ts'
import { readError } from './read-error.ts'
import { cutText, escapeControls } from './written-text.ts'

/**
 * A record as a line for people, in the shape of Flask's: `[time] LEVEL in name: message`, then fields as `name=value`,
 * then the stacks of the error and its causes, parted by bars. It is one line whatever it holds.
 */
export function toPrettyLine(record: LogRecord, color: boolean): string {
  const { time, level, name, message, fields, error } = record
  let text = ` in ${name}: ${cutText(message)}`
  for (const [field, value] of Object.entries(fields)) {
    text += ` ${field}=${cutText(JSON.stringify(value))}`
  }
  const label = level.toUpperCase()
  const painted = color ? `\u001b[${COLORS[level]}m${label}\u001b[0m` : label
  return `[${new Date(time).toJSON()}] ${painted}${escapeControls(text + writeStacks(error))}`
}

function writeStacks(error: LogFields | undefined): string {
  if (error === undefined) return ''
  const { stack, cause } = readError(error)
  return ` | ${cutText(stack).replace(/\n\s*/g, ' | ')}${writeStacks(cause)}`
}

/** ANSI colours: grey, green, yellow, red, magenta. */
const COLORS: Readonly<Record<LevelName, number>> = {
  debug: 90,
  info: 32,
  warning: 33,
  error: 31,
  critical: 35,
}

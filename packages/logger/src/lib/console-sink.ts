import { hasNoColor, isTerminal, isWorkers, writeToConsole } from './console-target.ts'
import { toEscapedObject, toJsonLine } from './json-sink.ts'
import type { LogRecord, Sink } from './log-record.ts'
import { toPrettyLine } from './pretty-line.ts'

/** How records look on a console: a line for people, a line of JSON, or an object that the platform indexes. */
export type ConsoleFormat = 'pretty' | 'json' | 'object'

/** Settings of a console sink. They win over what it detects. */
export interface ConsoleSinkOptions {
  /** Default: `pretty` on a terminal, `object` on Workers, `json` elsewhere. */
  readonly format?: ConsoleFormat
  /** Whether pretty lines are coloured. Default: on a terminal, unless the environment has `NO_COLOR`. */
  readonly color?: boolean
}

/**
 * A sink that writes to the runtime's console: `debug` and `info` by the methods of that name, `warning` by `warn`,
 * `error` and `critical` by `error`. The format `object` has the members of a line of JSON, escaped visibly. In a
 * bundle for Workers a pretty line is one of JSON.
 *
 * @throws RangeError when the format is none
 */
export function consoleSink(options: ConsoleSinkOptions = {}): Sink {
  const { format = detectFormat(), color = isTerminal() && !hasNoColor() } = options
  if (!Object.hasOwn(FORMATS, format)) {
    throw new RangeError("format must be 'pretty', 'json' or 'object'")
  }
  return (record) => writeToConsole(record.level, FORMATS[format](record, color))
}

function detectFormat(): ConsoleFormat {
  if (isWorkers()) return 'object'
  return isTerminal() ? 'pretty' : 'json'
}

const FORMATS: Readonly<Record<ConsoleFormat, (record: LogRecord, color: boolean) => unknown>> = {
  pretty: toPrettyLine,
  json: toJsonLine,
  object: toEscapedObject,
}

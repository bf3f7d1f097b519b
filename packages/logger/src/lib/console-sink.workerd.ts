import type { ConsoleSinkOptions } from './console-sink.ts'
import { writeToConsole } from './console-target.ts'
import { toEscapedObject, toJsonLine } from './json-sink.ts'
import type { Sink } from './log-record.ts'

/**
 * The console sink for Workers, whose platform indexes objects and which have no terminal: every other format is one of
 * JSON lines. It keeps the bundle small.
 */
export function consoleSink({ format = 'object' }: ConsoleSinkOptions = {}): Sink {
  const render = format === 'object' ? toEscapedObject : toJsonLine
  return (record) => writeToConsole(record.level, render(record))
}

/** Stands in for `@costrel/logger` in tests: what every logger's sink is given is remembered too. */
import * as real from '../../packages/logger/src/index.ts'
import { noteLine } from './watch.ts'

export * from '../../packages/logger/src/index.ts'

const capture = real.jsonSink(noteLine)

export const createLogger: typeof real.createLogger = (options = {}) => {
  const { sink = real.consoleSink() } = options
  if (typeof sink !== 'function') return real.createLogger(options)
  const both: real.Sink = (record) => {
    capture(record)
    return sink(record)
  }
  return real.createLogger({ ...options, sink: both })
}

import type { LogRecord, Sink } from './log-record.ts'

/** A sink that keeps what it is given. */
export interface MemorySink extends Sink {
  /** All records, in order. It is never emptied by the sink: set `length` to 0 between tests. */
  readonly records: LogRecord[]
}

/** A sink that keeps records in a list, for tests. */
export function memorySink(): MemorySink {
  const records: LogRecord[] = []
  const sink: Sink = (record) => {
    records.push(record)
  }
  return Object.assign(sink, { records })
}

export { consoleSink } from '#console-sink'
export { type ConsoleFormat, type ConsoleSinkOptions } from './lib/console-sink.ts'
export { fromLogTape, type LogTapeLogger, type LogTapeRecord } from './lib/from-logtape.ts'
export {
  fromOpenTelemetry,
  type OpenTelemetryLogger,
  type OpenTelemetryRecord,
} from './lib/from-opentelemetry.ts'
export { fromPino, type PinoLogger } from './lib/from-pino.ts'
export { jsonSink } from './lib/json-sink.ts'
export { type Level, type LevelName } from './lib/level.ts'
export { type LogFields, type LogRecord, type LogValue, type Sink } from './lib/log-record.ts'
export { logRequest, type RequestOutcome } from './lib/log-request.ts'
export { createLogger, type Logger, type LoggerOptions, type LogMethod } from './lib/logger.ts'
export { memorySink, type MemorySink } from './lib/memory-sink.ts'
export {
  rateLimit,
  type HeldBack,
  type RateLimit,
  type RateLimitedEvent,
  type RateLimitOptions,
} from './lib/rate-limit.ts'

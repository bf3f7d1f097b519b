import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configure, getLogger, reset, type LogRecord as LogTapeRecord } from '@logtape/logtape'
import type { Logger as OpenTelemetryApiLogger } from '@opentelemetry/api-logs'
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs'
import { pino } from 'pino'
import { createLogger, fromLogTape, fromOpenTelemetry, fromPino, type Logger } from '../index.ts'

/** Logs one record of each kind; every adapter must carry all of them over. */
function logAll(log: Logger): void {
  log.debug('debug')
  log.info('%s paid %d%%', 'ada', 100, { order: 7, password: 's3cret' })
  log.warning('w')
  log.getChild('db').getChild('pool').error('e')
  log.critical('c')
  log.exception(new TypeError('boom', { cause: new Error('below') }), 'failed')
  log.info(
    '%(user)s with %(token)s',
    { user: 'ada', token: 's3cret' },
    { level: 99, msg: 'forged' },
  )
  log.info('%d users', 'many')
}

describe('fromPino', () => {
  const lines: string[] = []
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  logAll(createLogger({ name: 'shop', level: 'debug', sink: fromPino(logger) }))
  const records = lines.map((line) => JSON.parse(line))

  test('carries levels and messages over, each message once', () => {
    assert.deepEqual(
      records.map(({ level, msg }) => [level, msg]),
      [
        [20, 'debug'],
        [30, 'ada paid 100%'],
        [40, 'w'],
        [50, 'e'],
        [60, 'c'],
        [50, 'failed'],
        [30, 'ada with [redacted]'],
        [30, '%d users ["many"] (%d does not fit)'],
      ],
    )
    assert.equal(lines[1]?.split('ada paid').length, 2)
    assert.equal(lines[0]?.split('debug').length, 2)
  })

  test('carries fields, template and arguments over, redacted before', () => {
    const { order, password, template, args, logger: name } = records[1]
    assert.deepEqual(
      { order, password, template, args, name },
      {
        order: 7,
        password: '[redacted]',
        template: '%s paid %d%%',
        args: ['ada', 100],
        name: 'shop',
      },
    )
    assert.doesNotMatch(lines.join(), /s3cret/)
  })

  test('lets no field pass for a level or a message', () => {
    assert.deepEqual(records[6].fields, { level: 99, msg: 'forged' })
    assert.equal(records[6].user, 'ada')
    assert.equal(lines[6]?.split('"msg":').length, 3)
    assert.equal(records[6].level, 30)
  })

  test('carries an error over with its type, stack and causes', () => {
    const { type, message, stack } = records[5].err
    assert.equal(type, 'TypeError')
    assert.equal(message, 'boom: below')
    assert.match(stack, /^TypeError: boom\n {4}at [^]+caused by: Error: below\n {4}at /)
  })

  test('carries the names of children over', () => {
    assert.equal(records[3].logger, 'shop.db.pool')
  })
})

describe('fromLogTape', async () => {
  const records: LogTapeRecord[] = []
  await configure({
    sinks: { memory: (record) => void records.push(record) },
    loggers: [
      { category: ['shop'], sinks: ['memory'], lowestLevel: 'debug' },
      { category: ['logtape', 'meta'], lowestLevel: 'fatal' },
    ],
  })
  const sink = fromLogTape(getLogger(['shop']))
  logAll(createLogger({ name: 'shop', level: 'debug', sink, now: () => 1234 }))
  await reset()

  test('carries levels and messages over, each message once', () => {
    assert.deepEqual(
      records.map(({ level, message }) => [level, ...message]),
      [
        ['debug', 'debug'],
        ['info', 'ada paid 100%'],
        ['warning', 'w'],
        ['error', 'e'],
        ['fatal', 'c'],
        ['error', 'failed'],
        ['info', 'ada with [redacted]'],
        ['info', '%d users ["many"] (%d does not fit)'],
      ],
    )
  })

  test('carries time, fields, template and arguments over, redacted before', () => {
    assert.equal(records[1]?.timestamp, 1234)
    assert.equal(records[1]?.rawMessage, '%s paid %d%%')
    assert.deepEqual(records[1]?.properties, {
      order: 7,
      password: '[redacted]',
      template: '%s paid %d%%',
      args: ['ada', 100],
    })
    assert.doesNotMatch(JSON.stringify(records), /s3cret/)
  })

  test('carries an error over with its stack and causes', () => {
    const error = JSON.stringify(records[5]?.properties['error'])
    assert.match(error, /"name":"TypeError","message":"boom","stack":"TypeError: boom\\n/)
    assert.match(error, /"cause":.*"message":"below"/)
  })

  test('gives the records of children to its own children', () => {
    assert.deepEqual(records[3]?.category, ['shop', 'db', 'pool'])
    assert.deepEqual(records[1]?.category, ['shop'])
  })
})

describe('fromOpenTelemetry', () => {
  const exporter = new InMemoryLogRecordExporter()
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] })
  const sink = fromOpenTelemetry(provider.getLogger('shop'))
  logAll(createLogger({ name: 'shop', level: 'debug', sink, now: () => 1234 }))
  const records = exporter.getFinishedLogRecords()

  test('carries severities and messages over, each message once', () => {
    assert.deepEqual(
      records.map(({ severityNumber, severityText, body }) => [severityNumber, severityText, body]),
      [
        [5, 'DEBUG', 'debug'],
        [9, 'INFO', 'ada paid 100%'],
        [13, 'WARNING', 'w'],
        [17, 'ERROR', 'e'],
        [21, 'CRITICAL', 'c'],
        [17, 'ERROR', 'failed'],
        [9, 'INFO', 'ada with [redacted]'],
        [9, 'INFO', '%d users ["many"] (%d does not fit)'],
      ],
    )
  })

  test('carries time, fields, template and arguments over, redacted before', () => {
    assert.deepEqual(records[1]?.hrTime, [1, 234_000_000])
    assert.deepEqual(records[1]?.attributes, {
      order: 7,
      password: '[redacted]',
      template: '%s paid %d%%',
      args: ['ada', 100],
      'logger.name': 'shop',
    })
    assert.doesNotMatch(JSON.stringify(records.map(({ attributes }) => attributes)), /s3cret/)
  })

  test('carries an error over by its conventional names', () => {
    const attributes = records[5]?.attributes ?? {}
    assert.equal(attributes['exception.type'], 'TypeError')
    assert.equal(attributes['exception.message'], 'boom')
    assert.match(
      String(attributes['exception.stacktrace']),
      /^TypeError: boom\n {4}at [^]+\nCaused by: Error: below\n {4}at /,
    )
  })

  test('takes the loggers of @opentelemetry/api-logs too', () => {
    const bodies: unknown[] = []
    const logger: OpenTelemetryApiLogger = {
      emit: ({ body }) => bodies.push(body),
      enabled: () => true,
    }
    createLogger({ sink: fromOpenTelemetry(logger) }).info('%s in', 'ada')
    assert.deepEqual(bodies, ['ada in'])
  })

  test('carries the names of children over', () => {
    assert.equal(records[3]?.attributes['logger.name'], 'shop.db.pool')
  })
})

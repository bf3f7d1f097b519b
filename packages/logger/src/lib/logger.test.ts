import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLogger, memorySink, type LogRecord, type LoggerOptions } from '../index.ts'

function setUp(options: LoggerOptions = {}) {
  const sink = memorySink()
  const log = createLogger({ sink, now: () => 1000, ...options })
  const last = (): LogRecord => {
    const record = sink.records.at(-1)
    assert.ok(record)
    return record
  }
  return { log, sink, last }
}

describe('records', () => {
  test('hold time, level, name, message, template, arguments and fields', () => {
    const { log, sink } = setUp({ name: 'shop' })
    log.info('%s paid %.2f', 'ada', 12.5, { order: 7 })
    assert.deepEqual(sink.records, [
      {
        time: 1000,
        level: 'info',
        levelNumber: 20,
        name: 'shop',
        message: 'ada paid 12.50',
        template: '%s paid %.2f',
        args: ['ada', 12.5],
        fields: { order: 7 },
      },
    ])
  })

  test('take a template without arguments as it stands, as Python does', () => {
    const { log, last } = setUp()
    log.info('100% of %s')
    assert.equal(last().message, '100% of %s')
    log.info('100%% done', { a: 1 })
    assert.equal(last().message, '100%% done')
    assert.deepEqual(last().fields, { a: 1 })
    assert.equal(last().formatError, undefined)
  })

  test('have named values as fields', () => {
    const { log, last } = setUp()
    log.info('%(user)s from %(ip)s', { user: 'ada', ip: '::1', age: 3 }, { extra: true })
    assert.equal(last().message, 'ada from ::1')
    assert.deepEqual(last().args, [])
    assert.deepEqual(last().fields, { user: 'ada', ip: '::1', age: 3, extra: true })
  })

  test('have an error behind the arguments, whatever the order, with its causes', () => {
    const { log, last } = setUp()
    const error = new TypeError('boom', { cause: new Error('below', { cause: 'text' }) })
    for (const args of [
      ['ada', error, { id: 1 }],
      ['ada', { id: 1 }, error],
    ]) {
      log.error('%s failed', ...args)
      assert.equal(last().message, 'ada failed')
      assert.deepEqual(last().fields, { id: 1 })
      assert.equal(last().error?.name, 'TypeError')
      assert.equal(last().error?.message, 'boom')
      assert.match(String(last().error?.stack), /^TypeError: boom\n {4}at /)
      const cause = JSON.stringify(last().error?.cause)
      assert.match(cause, /"message":"below"/)
      assert.match(cause, /"cause":"text"/)
    }
  })

  test('have the error that the template shows', () => {
    const { log, last } = setUp()
    log.error('failed: %s', new RangeError('boom'))
    assert.equal(last().message, 'failed: RangeError: boom')
    assert.equal(last().error?.name, 'RangeError')
  })

  test('show a template that is no text', () => {
    const { log, last } = setUp()
    log.error(new RangeError('boom'))
    assert.equal(last().message, 'RangeError: boom')
    assert.equal(last().error?.name, 'RangeError')
    log.info({ a: 1 })
    assert.equal(last().message, '{"a":1}')
  })

  for (const [template, args, message, formatError] of [
    ['%s %s', ['a'], '%s %s ["a"] (%s does not fit)', '%s does not fit'],
    ['%s', ['a', 'b'], '%s ["a","b"] (the rest does not fit)', 'the rest does not fit'],
    ['%d users', ['x'], '%d users ["x"] (%d does not fit)', '%d does not fit'],
    ['%(a)s', [{ b: 1 }], '%(a)s [{"b":1}] (%(a)s does not fit)', '%(a)s does not fit'],
    ['%(a)s', ['x'], '%(a)s ["x"] (%(a)s does not fit)', '%(a)s does not fit'],
    ['50%', ['x'], '50% ["x"] (% does not fit)', '% does not fit'],
    ['%y', ['x'], '%y ["x"] (% does not fit)', '% does not fit'],
  ] as const) {
    test(`say what was given and why it does not fit ${template}`, () => {
      const { log, last } = setUp()
      log.info(template, ...args)
      assert.equal(last().message, message)
      assert.equal(last().formatError, formatError)
    })
  }

  test('keep what the caller changes later as it was', () => {
    const { log, last } = setUp()
    const list = [1]
    log.info('%s', list, { list })
    list.push(2)
    assert.deepEqual([last().args, last().fields], [[[1]], { list: [1] }])
  })
})

describe('exception', () => {
  test('logs the error at level error beside its message', () => {
    const { log, last } = setUp()
    log.exception(new Error('boom'), '%s failed', 'job', { id: 1 })
    assert.equal(last().level, 'error')
    assert.equal(last().message, 'job failed')
    assert.equal(last().error?.message, 'boom')
    assert.deepEqual(last().fields, { id: 1 })
  })

  test('needs no template, and takes whatever was thrown', () => {
    const { log, last } = setUp()
    log.exception(new Error('boom'))
    assert.equal(last().message, 'Error: boom')
    log.exception('a text', 'failed')
    assert.equal(last().message, 'failed')
    assert.deepEqual(last().error, { message: 'a text' })
    log.exception(undefined)
    log.exception(null)
    assert.equal(last().message, 'null')
  })
})

describe('levels', () => {
  test('are those of Python, by number and by name', () => {
    const { log, sink } = setUp({ level: 'DEBUG' })
    log.debug('a')
    log.info('a')
    log.warning('a')
    log.error('a')
    log.critical('a')
    log.log('INFO', 'a')
    log.log(35, 'a')
    const names = sink.records.map(({ level, levelNumber }) => `${level} ${levelNumber}`)
    assert.deepEqual(names, [
      'debug 10',
      'info 20',
      'warning 30',
      'error 40',
      'critical 50',
      'info 20',
      'warning 35',
    ])
  })

  test('below the least are not looked at', () => {
    const { log, sink } = setUp()
    log.debug('%s', {
      toString() {
        assert.fail('formatted')
      },
      get a() {
        return assert.fail('read')
      },
    })
    assert.equal(sink.records.length, 0)
    assert.equal(log.isEnabledFor('debug'), false)
    assert.equal(log.isEnabledFor('info'), true)
  })

  test('are followed by children until they have their own', () => {
    const { log, sink } = setUp({ level: 'warning' })
    const child = log.getChild('orders').getChild('sql')
    child.info('no')
    log.setLevel('info')
    child.info('yes')
    child.setLevel('error')
    child.warning('no')
    child.setLevel(0)
    child.info('yes')
    assert.deepEqual(
      sink.records.map(({ message, name }) => `${name} ${message}`),
      ['app.orders.sql yes', 'app.orders.sql yes'],
    )
  })

  test('that are none are refused when set, and count as error when logged', () => {
    const { log, last } = setUp({ level: 'error' })
    assert.throws(() => createLogger({ level: JSON.parse('"verbose"') }), RangeError)
    assert.throws(() => log.setLevel(Number.NaN), RangeError)
    log.log(JSON.parse('"verbose"'), 'kept')
    assert.equal(last().level, 'error')
  })
})

describe('with', () => {
  test('adds fields to each record, which the call may replace', () => {
    const { log, last } = setUp()
    const bound = log.with({ requestId: 'r1', user: 'ada' }).with({ user: 'bob' })
    bound.info('hello', { n: 1 })
    assert.deepEqual(last().fields, { requestId: 'r1', user: 'bob', n: 1 })
    bound.getChild('db').info('hello', { user: 'eve' })
    assert.deepEqual(last().fields, { requestId: 'r1', user: 'eve' })
    log.info('hello')
    assert.deepEqual(last().fields, {})
  })
})

describe('redaction', () => {
  const secrets = {
    Cookie: 's1',
    'set-cookie': 's2',
    authorization: 's3',
    csrfToken: 's4',
    client_secret_2: 's5',
    passwd: 's6',
    'x-api-key': 's7',
    apiKey: 's8',
    privateKey: 's9',
  }

  test('hides values by their names, at every depth', () => {
    const { log, last } = setUp({ redact: ['iban', 'card*'] })
    const given = {
      ...secrets,
      user: 'ada',
      deep: [{ ...secrets }],
      IBAN: 's10',
      cardNumber: 's11',
    }
    log.with(given).info('%s and %r', given, given, given)
    const written = JSON.stringify(last())
    assert.doesNotMatch(written, /"s\d/)
    assert.doesNotMatch(last().message, /s\d/)
    assert.match(last().message, /"user":"ada"/)
    assert.equal(last().fields['cookies'], undefined)
  })

  test('hides values that the template names, fitting or not', () => {
    const { log, last } = setUp()
    log.info('%(user)s %(password)20s %(secret)d', { user: 'ada', password: 's1', secret: 's2' })
    assert.equal(last().message, 'ada [redacted] [redacted]')
    log.info('%(user)d %(password)s', { user: 'ada', password: 's1' })
    assert.doesNotMatch(JSON.stringify(last()), /s1/)
    assert.ok(last().formatError)
  })

  test('hides what an error carries', () => {
    const { log, last } = setUp()
    log.error('failed', Object.assign(new Error('boom'), { code: 'E1', token: 's1' }))
    assert.equal(last().error?.token, '[redacted]')
    assert.equal(last().error?.code, 'E1')
  })
})

describe('a sink', () => {
  test('that throws or rejects does not reach the caller', async () => {
    createLogger({
      sink: () => {
        throw new Error('full')
      },
    }).info('a')
    createLogger({ sink: () => Promise.reject(new Error('full')) }).info('a')
    // An unhandled rejection would fail this test.
    await new Promise((resolve) => setImmediate(resolve))
  })

  test('is called at once', () => {
    let calls = 0
    createLogger({ sink: () => calls++ }).info('a')
    assert.equal(calls, 1)
  })

  test('that is none is refused', () => {
    assert.throws(() => createLogger({ sink: JSON.parse('{}') }), TypeError)
  })
})

import assert from 'node:assert/strict'
import { consoleSink, createLogger, jsonSink, memorySink, type LogRecord } from '@costrel/logger'
import percent from '../../packages/logger/vectors/percent.json' with { type: 'json' }
import type { Area } from './conformance.ts'

/** Flask's logger. */
export const logger: Area = {
  'formats every row as Python does': () => {
    for (const row of percent.rows) {
      const { message, formatError } = log(row.template, ...row.args)
      if (row.text === undefined) assert.match(formatError ?? '', /does not fit$/)
      else assert.equal(message, row.text, JSON.stringify(row))
    }
  },

  'an object at the end becomes fields, an Error the error with its stack': () => {
    const { fields, error } = log('%s paid', 'ada', { order: 7, total: 12.5 })
    assert.deepEqual([fields, error], [{ order: 7, total: 12.5 }, undefined])
    const failed = log('failed', new Error('boom', { cause: new TypeError('why') }))
    assert.equal(failed.error?.message, 'boom')
    assert.match(JSON.stringify(failed.error), /why/)
  },

  'hides secrets by their names': () => {
    const text = JSON.stringify(
      log('login', { headers: { cookie: 'c1', Authorization: 'c2' }, apiKey: 'c3', user: 'ada' }),
    )
    assert.doesNotMatch(text, /c1|c2|c3/)
    assert.match(text, /ada/)
  },

  'nothing that is logged throws': () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const getter = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => assert.fail('read'),
    })
    const proxy = new Proxy({}, { ownKeys: () => assert.fail('listed') })
    for (const value of [cycle, getter, proxy, Symbol('s'), 1n, new Date(Number.NaN), () => 1]) {
      assert.equal(typeof log('%s %r %d', value, value, value, { value }).message, 'string')
    }
  },

  'one record is one line of JSON, whatever is in it': () => {
    const lines: string[] = []
    const sink = jsonSink((line) => void lines.push(line))
    createLogger({ sink }).info('a\nb %s', 'c\u2028d\u001b[31m\u202e', { path: '/x\r\ny' })
    const [line = ''] = lines
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(line, /[\u0000-\u001f\u2028\u202e]/)
    assert.match(line, /^\{.*\}$/)
    assert.equal(typeof JSON.parse(line), 'object')
  },

  'the console sink writes one thing for each record, by the method of its level': () => {
    const written = watchConsole(() => {
      const log = createLogger({ level: 'debug', sink: consoleSink({ format: 'json' }) })
      log.debug('1')
      log.info('2')
      log.warning('3')
      log.error('4')
      log.critical('5')
    })
    assert.deepEqual(
      written.map(([method]) => method),
      ['debug', 'info', 'warn', 'error', 'error'],
    )
    for (const [, line] of written) assert.match(String(line), /^\{.+\}$/)
  },

  'a logger without configuration is there': () => {
    const written = watchConsole(() => createLogger().info('%s logged in', 'ada'))
    assert.equal(written.length, 1)
    assert.match(JSON.stringify(written), /ada logged in/)
  },

  'a child has the full name, the fields and the level': () => {
    const sink = memorySink()
    const parent = createLogger({ name: 'shop', level: 'warning', sink })
    parent.with({ requestId: 'r1' }).getChild('db').warning('slow')
    parent.getChild('db').info('not logged')
    const [record, ...more] = sink.records
    assert.deepEqual([record?.name, record?.fields], ['shop.db', { requestId: 'r1' }])
    assert.deepEqual(more, [])
  },
}

function log(template: string, ...args: unknown[]): LogRecord {
  const sink = memorySink()
  createLogger({ sink }).info(template, ...args)
  const [record] = sink.records
  assert.ok(record)
  return record
}

const METHODS = ['debug', 'info', 'warn', 'error'] as const

/** Runs something while the console writes to a list. */
function watchConsole(act: () => void): [method: string, written: unknown][] {
  const written: [string, unknown][] = []
  const kept = METHODS.map((method) => [method, console[method]] as const)
  for (const method of METHODS) console[method] = (value: unknown) => written.push([method, value])
  try {
    act()
  } finally {
    for (const [method, original] of kept) console[method] = original
  }
  return written
}

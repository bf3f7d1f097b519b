import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createLogger, jsonSink, memorySink, type Sink } from '../index.ts'
import { escapeRecord } from './escape-record.ts'
import { toEscapedObject } from './json-sink.ts'
import { toPrettyLine } from './pretty-line.ts'

const fail = (): never => {
  throw new Error('hostile')
}

function makeCycle(): object {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = [cycle]
  return cycle
}

function makeRevoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

const traps = new Proxy(
  {},
  {
    get: fail,
    has: fail,
    ownKeys: fail,
    getPrototypeOf: fail,
    getOwnPropertyDescriptor: fail,
  },
)

const hostileError = new Error('x')
Object.defineProperty(hostileError, 'message', { get: fail })
Object.defineProperty(hostileError, 'stack', { get: fail })

class Endless {
  get more() {
    return new Endless()
  }
}

const HOSTILE: Record<string, unknown> = {
  'a cycle': makeCycle(),
  'a revoked proxy': makeRevoked({}),
  'a revoked proxy of a list': makeRevoked([]),
  'a revoked proxy of a function': makeRevoked(() => 1),
  'a proxy whose traps throw': traps,
  'a getter that throws': {
    a: 1,
    get b() {
      return fail()
    },
  },
  'toString that throws': { toString: fail },
  'a class whose toString throws': new (class {
    toString() {
      return fail()
    }
  })(),
  'toString that is no function': { toString: 1, valueOf: 2 },
  'toJSON that throws': { toJSON: fail },
  'an object without prototype': Object.create(null),
  'an endless object': {
    get more() {
      return new Endless()
    },
  },
  'a wide object': Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])),
  'a long list': Array.from({ length: 100_000 }, () => ['x'.repeat(100)]),
  'a sparse list': Object.assign([], { length: 4_000_000_000 }),
  'a tree': Array(100).fill(Array(100).fill(Array(100).fill(Array(100).fill('x')))),
  'a long text': '\u{1f600}'.repeat(100_000),
  'a lone surrogate': '\ud800',
  'a big integer': 10n ** 1000n,
  'a symbol': Symbol('s'),
  'a function': fail,
  'an invalid date': new Date(Number.NaN),
  'an error that cannot be read': hostileError,
  'an error that is its own cause': Object.assign(new Error('x'), { cause: hostileError }),
  undefined: undefined,
  null: null,
  'not a number': Number.NaN,
  '__proto__ as a name': JSON.parse('{"__proto__": {"polluted": 1}}'),
}

const memory = memorySink()
let line = ''
const write = jsonSink((text) => {
  line = text
})
const sink: Sink = (record) => {
  memory(record)
  write(record)
}
const log = createLogger({ sink })

/** Logs in every way; each must leave a record that every sink can write as one bounded line. */
function logEverywhere(value: unknown): void {
  const calls = [
    () => log.info(value),
    () => log.info('text', value),
    () => log.info('%s', value),
    () => log.info('%r %a', value, value),
    () => log.info('%d', value),
    () => log.info('%f', value),
    () => log.info('%c', value),
    () => log.info('%*d', value, value),
    () => log.info('%(a)s', value),
    () => log.info('text', { value }),
    () => log.info('text', [value], value, value),
    () => log.with({ value }).info('text'),
    () => log.exception(value, 'text'),
    () => log.exception(value),
  ]
  for (const call of calls) {
    memory.records.length = 0
    line = ''
    call()
    assert.equal(memory.records.length, 1, String(call))
    assert.ok(line.length > 0 && line.length < 200_000, `${String(call)} ${line.length}`)
    assert.doesNotMatch(line, /[\n\r\u2028\u2029]/)
    JSON.parse(line)
    const [record] = memory.records
    assert.ok(record)
    assert.doesNotMatch(toPrettyLine(record, false), /[\n\r\u2028\u2029]/)
    assert.equal(typeof toEscapedObject(record), 'object')
    assert.equal(typeof escapeRecord(record).message, 'string')
  }
}

for (const [name, value] of Object.entries(HOSTILE)) {
  test(`logs ${name}`, () => logEverywhere(value))
}

test('logs anything', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  })
  fc.assert(fc.property(anything, logEverywhere), { numRuns: 200 })
})

test('formats any template with any arguments', () => {
  const texts = fc.array(
    fc.constantFrom('%', '(', ')', 'a', 's', 'd', 'f', 'c', '*', '.', '-', '#', '0', '9', 'l'),
  )
  fc.assert(
    fc.property(texts, fc.array(fc.anything(), { maxLength: 4 }), (parts, args) => {
      memory.records.length = 0
      log.info(parts.join(''), ...args)
      assert.equal(memory.records.length, 1)
    }),
  )
})

test('pollutes no prototype', () => {
  log.info('x', JSON.parse('{"__proto__": {"polluted": 1}}'))
  log.with(JSON.parse('{"__proto__": {"polluted": 1}}')).info('x')
  assert.equal(Reflect.get({}, 'polluted'), undefined)
})

test('shows nothing of an object of the runtime: a request holds all of its headers', () => {
  const sink = memorySink()
  class Incoming {
    rawHeaders = ['cookie', 'session=hunter2']
  }
  const log = createLogger({ sink })
  log.info('a request', { req: new Incoming() })
  log.error('failed', Object.assign(new Error('refused'), { request: new Incoming() }))
  assert.equal(sink.records.length, 2)
  assert.doesNotMatch(JSON.stringify(sink.records), /hunter2/)
})

test('a level that is none, whatever it is, counts as error', () => {
  const sink = memorySink()
  const log = createLogger({ sink })
  const thrower = { toString: () => assert.fail('was asked') }
  for (const level of [Symbol('level'), thrower]) log.log(level as unknown as 'info', 'kept')
  assert.deepEqual(
    sink.records.map(({ level }) => level),
    ['error', 'error'],
  )
})

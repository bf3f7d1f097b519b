import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createLogger, memorySink, type LogRecord } from '../index.ts'

interface Row {
  template: string
  args: unknown[]
  /** What Python makes of it. */
  text?: string
  /** The error that Python raises instead. */
  error?: string
}

const VECTORS = new URL('../../vectors/', import.meta.url)

test('formats every kept row as Python does', () => {
  const { rows } = JSON.parse(readFileSync(new URL('percent.json', VECTORS), 'utf8'))
  assert.ok(rows.length >= 400)
  for (const row of rows) checkRow(row)
})

const python = spawnSync('python3', ['--version'])
const skip = python.status === 0 ? false : 'python3 is not installed'

test('formats 2,000 fresh rows as the Python of this machine does', { skip }, (context) => {
  const seed = String(Date.now())
  context.diagnostic(`seed ${seed}`)
  const script = new URL('make_percent_vectors.py', VECTORS).pathname
  const made = spawnSync('python3', [script, '--fresh', '2000', '--seed', seed], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  })
  assert.equal(made.status, 0, made.stderr)
  const rows: Row[] = JSON.parse(made.stdout)
  assert.equal(rows.length, 2000)
  for (const row of rows) checkRow(row)
})

function checkRow(row: Row): void {
  const record = log(row.template, ...row.args)
  if (row.text === undefined) assert.match(record.formatError ?? '', /does not fit$/, show(row))
  else {
    assert.equal(record.formatError, undefined, show(row))
    assert.equal(record.message, row.text, show(row))
  }
}

function log(template: string, ...args: unknown[]): LogRecord {
  const sink = memorySink()
  createLogger({ sink }).info(template, ...args)
  const [record] = sink.records
  assert.ok(record)
  return record
}

const show = (row: Row): string => JSON.stringify(row)

for (const [template, args, message] of [
  ['%s', [true], 'true'],
  ['%s', [null], 'null'],
  ['%s', [undefined], 'undefined'],
  ['%s', [Number.NaN], 'NaN'],
  ['%s', [10n ** 30n], '1000000000000000000000000000000'],
  ['%s', [Symbol('x')], 'Symbol(x)'],
  ['%s', [new URL('https://costrel.example/')], 'https://costrel.example/'],
  ['%s', [new RangeError('boom')], 'RangeError: boom'],
  ['%s', [() => 'secret'], '[function]'],
  ['%s', [new Uint8Array(32)], '[object]'],
  ['%s', [{ a: [1, 'x', null] }], '{"a":[1,"x",null]}'],
  ['%r', [{ a: "it's" }], '{"a":"it\'s"}'],
  ['%a', [['é']], '["\\xe9"]'],
  ['%d', [10n ** 30n], '1000000000000000000000000000000'],
  ['%x', [255n], 'ff'],
  ['%d', [1e22], '10000000000000000000000'],
  ['%f', [Number.NaN], 'nan'],
  ['%08.1F', [-Infinity], '-0000INF'],
  ['%.0f', [1e300], String(BigInt(1e300))],
  ['%.1100f', [5e-324], `0.${'0'.repeat(323)}`],
] as const) {
  test(`formats ${template} of ${args.map(String).join()}`, () => {
    const record = log(template, ...args)
    assert.equal(record.formatError, undefined)
    assert.ok(record.message.startsWith(message), record.message)
  })
}

test('lets neither a template nor an argument make a text of gigabytes', () => {
  assert.equal(log('%1000000000d', 1).formatError, '%1000000000d does not fit')
  assert.equal(log('%*d', 2 ** 31, 1).formatError, '%*d does not fit')
})

test('reads a hostile template in linear time', () => {
  const started = performance.now()
  for (const text of ['%('.repeat(10_000), '('.repeat(100_000), `%${'0'.repeat(100_000)}`]) {
    log(text, 'x')
    log(`%(${text}`, { x: 1 })
  }
  assert.ok(performance.now() - started < 2000)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger, jsonSink } from '../index.ts'

function write(...args: unknown[]): Record<string, unknown> {
  const lines: string[] = []
  const [template, ...others] = args
  createLogger({ sink: jsonSink((line) => lines.push(line)), now: () => 0 }).info(
    template,
    ...others,
  )
  assert.equal(lines.length, 1)
  return JSON.parse(lines[0] ?? '')
}

test('writes a record as one line, without the line end', () => {
  assert.deepEqual(write('%s in', 'ada', { id: 1 }), {
    time: '1970-01-01T00:00:00.000Z',
    level: 'info',
    levelNumber: 20,
    name: 'app',
    message: 'ada in',
    template: '%s in',
    args: ['ada'],
    fields: { id: 1 },
  })
})

test('cuts each text to 8,192 characters', () => {
  const text = 'x'.repeat(10_000)
  const { message, fields } = write('%s', text, { text })
  assert.equal(message, `${'x'.repeat(8192)}…`)
  assert.deepEqual(fields, { text: message })
})

test('refuses to write without a function', () => {
  assert.throws(() => jsonSink(JSON.parse('null')), TypeError)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger, logRequest, memorySink } from '../index.ts'

function setUp() {
  const sink = memorySink()
  const log = createLogger({ sink }).with({ requestId: 'r1' })
  return { log, sink }
}

test('logs a line for a request, without its query', () => {
  const { log, sink } = setUp()
  const url = 'https://user:pw@costrel.example:8443/orders/1?token=s3cret#part'
  logRequest(log, { method: 'POST', url }, { status: 201, bytes: 512, milliseconds: 3.24 })
  const [record] = sink.records
  assert.equal(record?.message, 'POST /orders/1 201, 512 bytes in 3.2 ms')
  assert.equal(record?.level, 'info')
  assert.deepEqual(record?.fields, {
    requestId: 'r1',
    method: 'POST',
    path: '/orders/1',
    status: 201,
    bytes: 512,
    milliseconds: 3.24,
  })
})

test('says that a body was not finished', () => {
  const { log, sink } = setUp()
  logRequest(log, new Request('https://costrel.example/'), {
    status: 200,
    bytes: 10,
    milliseconds: 1,
    aborted: true,
  })
  assert.equal(sink.records[0]?.message, 'GET / 200, 10 bytes in 1.0 ms (aborted)')
  assert.equal(sink.records[0]?.fields['aborted'], true)
})

for (const [url, path] of [
  ['https://costrel.example', ''],
  ['https://costrel.example?q', ''],
  ['/a/b?c=d', '/a/b'],
  ['/a//b', '/a//b'],
  ['http://costrel.example/a?http://other.example/b', '/a'],
]) {
  test(`takes ${JSON.stringify(path)} as the path of ${url}`, () => {
    const { log, sink } = setUp()
    logRequest(log, { method: 'GET', url: url ?? '' }, { status: 200, bytes: 0, milliseconds: 0 })
    assert.equal(sink.records[0]?.fields['path'], path)
  })
}

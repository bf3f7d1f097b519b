import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '@costrel/logger'
import { createVisitorLog } from './visitor-log.ts'

function openLog() {
  const passed: string[] = []
  const log = createVisitorLog(({ message }) => passed.push(message))
  const logger = createLogger({ sink: log.sink })
  const write = (requestId: string, text: string): void => logger.with({ requestId }).info(text)
  const read = (visitor: string): string[] => log.linesOf(visitor).map(({ message }) => message)
  return { log, passed, write, read }
}

test('keeps the lines of a request for its visitor, also those after it was claimed', () => {
  const { log, passed, write, read } = openLog()
  log.follow('r1')
  write('r1', 'one')
  log.claim('r1', 'ada')
  write('r1', 'two')
  write('r2', 'not followed')
  assert.deepEqual(read('ada'), ['one', 'two'])
  assert.deepEqual(read('eve'), [])
  assert.deepEqual(passed, ['one', 'two', 'not followed'])
})

test('an id that comes twice is nobody’s: a client may choose its own', () => {
  const { log, write, read } = openLog()
  log.follow('r1')
  log.claim('r1', 'ada')
  log.follow('r1')
  write('r1', 'whose is it?')
  log.claim('r1', 'eve')
  log.follow('r1')
  write('r1', 'and this?')
  assert.deepEqual([...read('ada'), ...read('eve')], [])
})

test('is bounded: 20 lines of a visitor, 50 visitors', () => {
  const { log, write, read } = openLog()
  for (let visitor = 0; visitor < 60; visitor++) {
    for (let request = 0; request < 30; request++) {
      const id = `${visitor}-${request}`
      log.follow(id)
      for (let line = 0; line < 3; line++) write(id, `${request}.${line}`)
      log.claim(id, `${visitor}`)
    }
  }
  assert.equal(read('59').length, 20)
  assert.equal(read('59').at(-1), '29.2')
  assert.deepEqual(read('9'), [])
  assert.equal(read('10').length, 20)
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLogger, jsonSink, logRequest, type Logger, type LogRecord } from '../index.ts'
import { escapeRecord } from './escape-record.ts'
import { toEscapedObject } from './json-sink.ts'
import { toPrettyLine } from './pretty-line.ts'

/** Everything that must not reach a terminal or end a line (C0, DEL, C1, separators, bidirectional marks). */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

const FORGERIES = {
  'a line feed': 'ada\n[2026-11-22] INFO in app: eve logged in',
  'a carriage return': 'ada\rINFO in app: eve logged in',
  'both, and a null': 'ada\r\n\0INFO',
  'a tab, a backspace and a bell': 'ada\t\b\u0007',
  'an ANSI colour': 'ada\u001b[31mred\u001b[0m',
  'a terminal title': 'ada\u001b]0;pwned\u0007',
  'a C1 sequence': 'ada\u009b2J\u0085next',
  DEL: 'ada\u007f\u007f',
  'line and paragraph separators': 'ada\u2028next\u2029next',
  'bidirectional marks': 'ada\u202e\u2066nimda\u2069\u200f\u061c',
}

const WAYS: Record<string, (log: Logger, text: string) => void> = {
  'a user name': (log, text) => log.info('%s logged in', text),
  'a quoted name': (log, text) => log.info('%r logged in', text),
  'a named value': (log, text) => log.info('%(user)s logged in', { user: text }),
  'a header': (log, text) => log.info('refused', { headers: { 'user-agent': text } }),
  'a field name': (log, text) => log.info('refused', { [text]: 1, deep: { [text]: 1 } }),
  'a path': (log, text) =>
    logRequest(
      log,
      { method: 'GET', url: `https://costrel.example/${text}` },
      { status: 404, bytes: 0, milliseconds: 1 },
    ),
  'a method': (log, text) =>
    logRequest(
      log,
      { method: text, url: 'https://costrel.example/' },
      { status: 404, bytes: 0, milliseconds: 1 },
    ),
  'an error message': (log, text) => log.exception(new Error(text), 'failed'),
  'a cause': (log, text) => log.exception(new Error('x', { cause: new Error(text) }), 'failed'),
  'an error name': (log, text) => log.exception(Object.assign(new Error('x'), { name: text })),
  'a thrown text': (log, text) => log.exception(text, 'failed'),
  'a template': (log, text) => log.info(text),
  'too many arguments': (log, text) => log.info('hello', text, text),
  'a name of a logger': (log, text) => log.getChild(text).info('hello'),
  'a bound field': (log, text) => log.with({ requestId: text }).info('hello'),
  'a request id within an object': (log, text) => log.info('%s', { requestId: text }),
}

/** What each sink writes of a record: texts as they reach a terminal, a file or another logger. */
const WRITERS: Record<string, (record: LogRecord) => string[]> = {
  pretty: (record) => [toPrettyLine(record, false)],
  json: (record) => {
    const lines: string[] = []
    jsonSink((line) => lines.push(line))(record)
    return lines
  },
  object: (record) => textsOf(toEscapedObject(record)),
  adapters: (record) => textsOf({ ...escapeRecord(record), error: undefined }),
}

function textsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)]
  return Object.keys(value).concat(Object.values(value).flatMap(textsOf))
}

for (const [way, log] of Object.entries(WAYS)) {
  describe(`${way} with`, () => {
    for (const [forgery, text] of Object.entries(FORGERIES)) {
      test(`${forgery} stays one harmless line in every sink`, () => {
        const records: LogRecord[] = []
        log(createLogger({ sink: (record) => records.push(record) }), text)
        const [record, ...more] = records
        assert.ok(record)
        assert.equal(more.length, 0)
        for (const [name, write] of Object.entries(WRITERS)) {
          for (const written of write(record)) assert.doesNotMatch(written, HARMFUL, name)
        }
      })
    }
  })
}

test('a line of JSON gives back the exact text', () => {
  for (const text of Object.values(FORGERIES)) {
    let line = ''
    createLogger({ sink: jsonSink((written) => (line = written)) }).info('%s', text)
    assert.equal(JSON.parse(line).message, text)
  }
})

test('adapters keep the line ends of a stack between its frames, and no others', () => {
  const error = new Error('one\ntwo', { cause: new Error('three\nfour') })
  createLogger({
    sink: (record) => {
      const stack = String(escapeRecord(record).error?.stack)
      const [head, ...frames] = stack.split('\n')
      assert.equal(head, String.raw`Error: one\ntwo`)
      assert.ok(frames.length > 1 && frames.every((frame) => /^ {4}at /.test(frame)))
    },
  }).exception(error, 'failed')
})

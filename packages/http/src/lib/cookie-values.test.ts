import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import vectors from '../../vectors/cookie-header.json' with { type: 'json' }
import { findCookieValues } from './cookie-values.ts'

describe('findCookieValues', () => {
  for (const { source, about, header, name, values } of vectors.cases) {
    test(`${source}: ${about}`, () => {
      assert.deepEqual(findCookieValues(header, name, 10), values)
    })
  }

  test('reads the header of a real Request', () => {
    const request = new Request('https://a.test', { headers: { cookie: 'a=1; session=x.y; b=2' } })
    assert.deepEqual(findCookieValues(request.headers.get('cookie'), 'session', 3), ['x.y'])
  })

  test('finds nothing in a request without cookies', () => {
    assert.deepEqual(findCookieValues(new Headers().get('cookie'), 'session', 3), [])
  })

  test('gives at most as many values as asked for, the first ones', () => {
    const header = 's=1; s=2; s=3; s=4'
    assert.deepEqual(findCookieValues(header, 's', 3), ['1', '2', '3'])
    assert.deepEqual(findCookieValues(header, 's', 0), [])
  })

  test('has no values for the empty name', () => {
    assert.deepEqual(findCookieValues('=a; =b', '', 3), [])
  })

  test('agrees with a parser that splits the header', () => {
    fc.assert(
      fc.property(headers, names, fc.nat(4), (header, name, limit) => {
        assert.deepEqual(findCookieValues(header, name, limit), splitValues(header, name, limit))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('findCookieValues on large headers', () => {
  const junk: Record<string, string> = {
    'ten thousand pairs': Array.from({ length: 10_000 }, (_, index) => `name${index}=v`).join('; '),
    '1 MB of the name': 'session'.repeat(150_000),
    '1 MB of the name behind semicolons': ';session'.repeat(131_072),
    '1 MB of blanks': ' '.repeat(2 ** 20),
    '1 MB of blanks between names': 'session '.repeat(131_072),
    '1 MB of blanks behind one name': `session${' '.repeat(2 ** 20)}`,
    '1 MB of blanks before one name': `a${' '.repeat(2 ** 20)}session=`,
    '1 MB of equals signs': 'session='.repeat(131_072),
    '1 MB of values': `session=${'x'.repeat(2 ** 20)}`,
  }

  for (const [about, header] of Object.entries(junk)) {
    test(`takes time in proportion to ${about}`, () => {
      const start = performance.now()
      findCookieValues(header, 'session', 3)
      assert.ok(performance.now() - start < 200, 'a quadratic scan takes seconds')
    })
  }
})

/** Few characters, so that names, blanks and signs meet often. */
const headers = fc.string({ unit: fc.constantFrom('s', 'x', '=', ';', ' ', '\t', '"', '\u00a0') })

const names = fc.constantFrom('s', 'x', 'ss', 'sx', 'xs')

/** The same by the plainest means. */
function splitValues(header: string, name: string, limit: number): string[] {
  const pairs = header.split(';').filter((pair) => pair.includes('='))
  const named = pairs.filter((pair) => trim(pair.slice(0, pair.indexOf('='))) === name)
  return named.slice(0, limit).map((pair) => trim(pair.slice(pair.indexOf('=') + 1)))
}

function trim(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '')
}

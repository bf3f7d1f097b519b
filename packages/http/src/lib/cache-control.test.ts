import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { mergeCacheControl } from './cache-control.ts'

describe('mergeCacheControl to private', () => {
  const table: [current: string | null, value: string, removed: string[]][] = [
    [null, 'private', []],
    ['', 'private', []],
    [' , ,', 'private', []],
    ['private', 'private', []],
    ['PRIVATE, max-age=60', 'PRIVATE, max-age=60', []],
    ['no-store', 'no-store', []],
    ['No-Store', 'No-Store', []],
    ['max-age=60', 'max-age=60, private', []],
    ['no-cache', 'no-cache, private', []],
    ['public', 'private', ['public']],
    ['Public, Max-Age=60', 'Max-Age=60, private', ['public']],
    ['public, s-maxage=600', 'private', ['public', 's-maxage']],
    ['s-maxage = 600 , max-age = 60', 'max-age = 60, private', ['s-maxage']],
    ['max-age=60,s-maxage=600,immutable', 'max-age=60, immutable, private', ['s-maxage']],
    ['private="x"', 'private', ['private']],
    ['private = "x, y", max-age=60', 'max-age=60, private', ['private']],
    ['private, private="x"', 'private', ['private']],
    ['private=', 'private', ['private']],
    ['no-cache="set-cookie, x", max-age=1', 'no-cache="set-cookie, x", max-age=1, private', []],
    ['no-cache="public, s-maxage=1"', 'no-cache="public, s-maxage=1", private', []],
    ['x="a\\", public, \\"b"', 'x="a\\", public, \\"b", private', []],
    ['public, private', 'private', ['public']],
    ['public, no-store', 'no-store', ['public']],
    [
      'must-revalidate, stale-while-revalidate=5',
      'must-revalidate, stale-while-revalidate=5, private',
      [],
    ],
    ['public-ish, s-maxage-2=1', 'public-ish, s-maxage-2=1, private', []],
    ['max-age=60, x="never closed, public', 'max-age=60, private', ['x']],
    ['x="a" public', 'private', ['x']],
    ['private public', 'private', ['private public']],
  ]

  for (const [current, value, removed] of table) {
    test(`makes ${current === null ? 'nothing' : `'${current}'`} '${value}'`, () => {
      assert.deepEqual(mergeCacheControl(current, 'private'), { value, removed })
    })
  }

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const { value } = mergeCacheControl(header, 'private')
        assert.deepEqual(mergeCacheControl(value, 'private'), { value, removed: [] })
      }),
    )
  })

  test('always leaves private or no-store, never public or s-maxage', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const names = mergeCacheControl(header, 'private').value.toLowerCase().split(', ')
        assert.ok(names.includes('private') || names.includes('no-store'))
        assert.ok(!names.some((name) => /^(public|s-maxage|private=)/.test(name)))
      }),
    )
  })
})

describe('mergeCacheControl to no-store', () => {
  const table: [current: string | null, removed: string[]][] = [
    [null, []],
    ['private, max-age=60', []],
    ['no-store', []],
    ['public, s-maxage=1, private="x"', ['public', 's-maxage', 'private']],
  ]

  for (const [current, removed] of table) {
    test(`replaces ${current === null ? 'nothing' : `'${current}'`}`, () => {
      assert.deepEqual(mergeCacheControl(current, 'no-store'), { value: 'no-store', removed })
    })
  }
})

const directives = [
  'public',
  'Private',
  'no-store',
  'max-age=1',
  's-maxage=1',
  'private=x',
  'a=b',
  '',
]

const anyHeader = fc.array(fc.constantFrom(...directives)).map((parts) => parts.join(','))

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compareCodePoints } from './code-points.ts'
import { readNumber, writeFloat, writeNumber } from './python-number.ts'

describe('writeNumber', () => {
  it('writes what json.dumps of Python writes', () => {
    const texts: [number | bigint, string][] = [
      [1, '1'],
      [-0, '-0.0'],
      [0.1, '0.1'],
      [0.0001, '0.0001'],
      [0.00001, '1e-05'],
      [1.5e-7, '1.5e-07'],
      [5e-324, '5e-324'],
      [2 ** 53 - 1, '9007199254740991'],
      [2 ** 53, '9007199254740992.0'],
      [1e16, '1e+16'],
      [1.5e300, '1.5e+300'],
      [-1e22, '-1e+22'],
      [2n ** 64n, '18446744073709551616'],
      [Number.NaN, 'NaN'],
      [-Infinity, '-Infinity'],
    ]
    for (const [value, text] of texts) assert.equal(writeNumber(value), text)
  })

  it('writes a float for a whole number when told so', () => {
    assert.deepEqual([1, 0, -0, 1e15].map(writeFloat), ['1.0', '0.0', '-0.0', '1000000000000000.0'])
  })
})

describe('readNumber', () => {
  it('reads an integer that a double may not hold as a bigint', () => {
    assert.equal(readNumber('9007199254740991'), 2 ** 53 - 1)
    assert.equal(readNumber('-9007199254740992'), -(2n ** 53n))
    assert.equal(readNumber('9007199254740992.0'), 2 ** 53)
    assert.throws(() => readNumber(`-${'9'.repeat(4301)}`), SyntaxError)
  })
})

describe('compareCodePoints', () => {
  it('orders by code point, where UTF-16 orders by halves of surrogate pairs', () => {
    const sorted = ['', 'a', 'a1', 'é', '\ud800', '\ud800a', '\ue000', '🍪', '🍪\ue000', '🍫']
    assert.deepEqual(sorted.toReversed().sort(compareCodePoints), sorted)
    assert.equal(compareCodePoints('🍪', '🍪'), 0)
  })
})

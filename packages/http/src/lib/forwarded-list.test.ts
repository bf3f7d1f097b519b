import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { countItems, nthFromRight } from './forwarded-list.ts'

describe('nthFromRight', () => {
  test('has nothing where there is no header', () => {
    assert.equal(nthFromRight(null, 1), null)
    assert.equal(countItems(null), 0)
  })

  test('finds each item of a list, trimmed and freed of quotes', () => {
    const items = ['a', 'b c', 'd, e', 'f"g\\']
    const list = ' a,, "b c"\t, "d, e" ,"f\\"g\\\\",'
    assert.equal(countItems(list), 4)
    assert.deepEqual(
      [4, 3, 2, 1].map((n) => nthFromRight(list, n)),
      items,
    )
    assert.equal(nthFromRight(list, 5), null)
  })

  test('reads back what was written, quoted or not', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), (items) => {
        const list = items.map(({ written }) => written).join(' , ')
        assert.equal(countItems(list), items.length)
        for (const [index, { text }] of items.toReversed().entries()) {
          assert.equal(nthFromRight(list, index + 1), text)
        }
      }),
    )
  })

  test('finds what the proxies appended whatever a client put in front', () => {
    fc.assert(
      fc.property(junk, fc.array(item, { minLength: 1, maxLength: 3 }), (front, items) => {
        const list = `${front}, ${items.map(({ written }) => written).join(', ')}`
        for (const [index, { text }] of items.toReversed().entries()) {
          assert.equal(nthFromRight(list, index + 1), text)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  for (const character of ['"', '\\', ',', ' ', '\\"', '",']) {
    test(`takes time in proportion to 1 MB of ${JSON.stringify(character)}`, () => {
      const start = performance.now()
      nthFromRight(character.repeat(2 ** 20 / character.length), 2)
      assert.ok(performance.now() - start < 500, 'a quadratic scan takes seconds')
    })
  }
})

const junk = fc.string({ unit: fc.constantFrom('"', '\\', ',', ' ', 'x') })

const item = fc.oneof(
  fc.stringMatching(/^[a-z0-9.:]{1,8}$/).map((text) => ({ text, written: text })),
  fc
    .string({ unit: fc.constantFrom('"', '\\', ',', ' ', 'x'), minLength: 1 })
    .map((text) => ({ text, written: `"${text.replaceAll(/["\\]/g, '\\$&')}"` })),
)

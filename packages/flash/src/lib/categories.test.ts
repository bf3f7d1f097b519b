import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '@costrel/session'
import { createFlash, renderFlashedMessages, type Flash, type FlashedMessage } from '../index.ts'
import { createTestSigner } from './page.test.ts'

const signer = createTestSigner()
const request = new Request('https://example.test/')

describe('declared categories', () => {
  const flash = createFlash({ signer, categories: ['success', 'error'] })
  const undeclared =
    /^RangeError: category 'eror' was not declared; there are: message, success, error$/

  test('are the only ones to flash', () => {
    const flashes = flash.open(request)
    flashes.flash('a', 'success')
    flashes.flash('b', 'message')
    flashes.flash('c')
    // @ts-expect-error: not declared
    assert.throws(() => flashes.flash('d', 'eror'), undeclared)
    // @ts-expect-error: no text
    assert.throws(() => flashes.flash('d', 1), /^RangeError: category '1'/)
    assert.deepEqual(flashes.getFlashedMessages(), ['a', 'b', 'c'])
  })

  test('are the only ones to ask for', () => {
    const flashes = flash.open(request)
    flashes.getFlashedMessages({ categoryFilter: 'error' })
    flashes.getFlashedMessages({ categoryFilter: ['error', 'message'] })
    // @ts-expect-error: not declared
    assert.throws(() => flashes.getFlashedMessages({ categoryFilter: 'eror' }), undeclared)
    // @ts-expect-error: not declared
    assert.throws(() => flashes.getFlashedMessages({ categoryFilter: ['eror'] }), undeclared)
  })

  test('do not hold what Object has', () => {
    // @ts-expect-error: not declared
    assert.throws(() => flash.open(request).flash('a', 'constructor'), /^RangeError/)
  })
})

test('a category that is no text is refused when none was declared too', () => {
  const flashes = createFlash({ signer }).open(request)
  // @ts-expect-error: no text
  assert.throws(() => flashes.flash('a', 1), /^RangeError: .*: any text$/)
})

describe('types', () => {
  const flashes = createFlash({ signer, categories: ['success', 'error'] }).open(request)

  test('say messages without categories and pairs with them', () => {
    const messages: JsonValue[] = flashes.getFlashedMessages()
    const same: JsonValue[] = flashes.getFlashedMessages({ categoryFilter: 'error' })
    const pairs: FlashedMessage<'success' | 'error'>[] = flashes.getFlashedMessages({
      withCategories: true,
    })
    for (const [category, message] of pairs) {
      const known: 'success' | 'error' | 'message' = category
      const value: JsonValue = message
      // @ts-expect-error: a category that nobody declared
      assert.notEqual(known === 'eror', value)
    }
    for (const { id } of pairs) assert.equal(typeof id, 'string')
    // @ts-expect-error: messages alone have no categories
    const wrong: FlashedMessage[] = flashes.getFlashedMessages()
    assert.deepEqual([messages, same, pairs, wrong], [[], [], [], []])
  })

  test('refuse what is no JSON', () => {
    // @ts-expect-error: a date is no JSON value
    assert.throws(() => flashes.flash(new Date(0)), TypeError)
    // @ts-expect-error: undefined is no JSON value
    assert.throws(() => flashes.flash(undefined), TypeError)
  })

  test('take any category when none was declared', () => {
    const flashes = createFlash({ signer }).open(request)
    flashes.flash({ any: ['JSON', 1, null] }, 'anything')
    assert.match(
      renderFlashedMessages(flashes.getFlashedMessages({ withCategories: true })),
      /data-category="anything"/,
    )
  })

  test('let an adapter take any flash', () => {
    const flash: Flash = createFlash({ signer, categories: ['success'] })
    assert.equal(flash.open(request).isTouched, false)
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashText } from '../index.ts'
import { hashText as portable } from './portable.ts'

// FIPS 180-4 examples, and a text beyond ASCII by sha256sum
const VECTORS = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['é中🍪', '0c6eb58787b7af4d5e704b773b2c638987bba7437f353ed56cce25f33b2a8172'],
] as const

for (const [text, hash] of VECTORS) {
  test(`hashes '${text}' as the standard says, on both sides of the seam`, () => {
    assert.equal(hashText(text), hash)
    assert.equal(portable(text), hash)
  })
}

test('refuses a lone surrogate', () => {
  assert.throws(() => hashText('\uD800'), TypeError)
})

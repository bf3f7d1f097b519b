import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'

import * as fc from 'fast-check'

import * as native from './native-digest.ts'
import * as portable from './portable-digest.ts'

const SIDES: Readonly<Record<string, typeof native>> = { native, portable }
const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 })
const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed())

test('both sides have the same functions', () => {
  assert.deepEqual(Object.keys(portable).toSorted(), Object.keys(native).toSorted())
})

for (const [name, side] of Object.entries(SIDES)) {
  for (const digest of ['sha1', 'sha256', 'sha512'] as const) {
    test(`${name}: ${digest}, alone and under a key of any length`, () => {
      fc.assert(
        fc.property(bytes, bytes, text, (key, data, value) => {
          const hash = createHash(digest).update(key).update(data).digest('hex')
          assert.equal(Buffer.from(side.hash(digest, key, data)).toString('hex'), hash)
          const mac = createHmac(digest, key).update(data).digest('hex')
          assert.equal(Buffer.from(side.hmacBytes(digest, key, data)).toString('hex'), mac)
          const sign = side.createHmacOf(digest, key)
          assert.equal(sign(value), createHmac(digest, key).update(value).digest('base64url'))
          assert.equal(sign(value), sign(value))
        }),
      )
    })
  }
}

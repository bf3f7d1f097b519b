import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'

import * as fc from 'fast-check'

import vectors from '../../vectors/primitives.json' with { type: 'json' }
import * as native from './native.ts'
import * as portable from './portable.ts'

type Primitives = typeof native

const SIDES: Readonly<Record<string, Primitives>> = { native, portable }
const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed())
const bytes = fc.uint8Array({ maxLength: 300 })

test('both sides have the same functions', () => {
  assert.deepEqual(Object.keys(portable).toSorted(), Object.keys(native).toSorted())
})

for (const [name, side] of Object.entries(SIDES)) {
  test(`${name}: HMAC-SHA-256 agrees with RFC 4231`, () => {
    for (const { key, data, hex } of vectors.mac) {
      const mac = side.createMac(Buffer.from(key, 'hex'))
      assert.equal(Buffer.from(mac(data), 'base64url').toString('hex'), hex)
      assert.equal(mac(data), mac(data))
    }
  })

  test(`${name}: HKDF-SHA-256 agrees with RFC 5869`, () => {
    for (const { secret, info, hex } of vectors.hkdf) {
      assert.equal(Buffer.from(side.hkdf(Buffer.from(secret, 'hex'), info)).toString('hex'), hex)
    }
  })

  test(`${name}: isEqual is equality of ASCII texts`, () => {
    assert.equal(side.isEqual('abc', 'abc'), true)
    for (const other of ['abd', 'Abc', 'ab', 'abcd', ''])
      assert.equal(side.isEqual('abc', other), false)
  })

  test(`${name}: base64url and UTF-8 come back`, () => {
    fc.assert(
      fc.property(text, bytes, (value, data) => {
        assert.equal(side.encodeBase64url(value), Buffer.from(value).toString('base64url'))
        assert.equal(side.decodeBase64url(side.encodeBase64url(value)), value)
        assert.equal(side.encodeBase64url(data), Buffer.from(data).toString('base64url'))
        assert.deepEqual(new Uint8Array(side.decodeBytes(side.encodeBase64url(data))), data)
        assert.equal(side.decodeText(side.encodeText(value)), value)
      }),
    )
  })

  test(`${name}: decoding never throws on base64url characters`, () => {
    const characters = fc.array(fc.constantFrom(...'AZaz09-_')).map((list) => list.join(''))
    fc.assert(
      fc.property(characters, (value) => {
        side.decodeBytes(value)
        side.decodeBase64url(value)
      }),
    )
  })

  test(`${name}: refuses a GCM tag that is not 16 bytes`, () => {
    const [key, nonce, none] = [randomBytes(32), randomBytes(12), new Uint8Array(0)]
    const box = side.encryptGcm(key, nonce, none, none)
    for (const length of [0, 4, 8, 12, 15]) {
      assert.equal(side.decryptGcm(key, nonce, box.subarray(0, length), none), null)
    }
    assert.equal(side.decryptGcm(key, nonce, Buffer.concat([box, Buffer.of(0)]), none), null)
    assert.deepEqual(new Uint8Array(side.decryptGcm(key, nonce, box, none) ?? [1]), none)
  })
}

test('both sides make the same, and each opens what the other made', () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(key, nonce, bytes, bytes, text, (key, nonce, plaintext, aad, value) => {
      const made = [native, portable].map((side) => ({
        mac: side.createMac(key)(value),
        derived: side.encodeBase64url(side.hkdf(key, value)),
        blocks: side.encodeBase64url(side.createBlockCipher(key)(key)),
        box: side.encodeBase64url(side.encryptGcm(key, nonce, plaintext, aad)),
      }))
      assert.deepEqual(made[0], made[1])
      const box = native.encryptGcm(key, nonce, plaintext, aad)
      assert.deepEqual(portable.decryptGcm(key, nonce, box, aad), plaintext)
    }),
    { numRuns: 30 },
  )
})

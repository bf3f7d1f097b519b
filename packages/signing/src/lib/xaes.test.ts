import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'

import vectors from '../../vectors/xaes-256-gcm.json' with { type: 'json' }
import { createXaes } from './xaes.ts'

for (const { key, nonce_ascii, plaintext_ascii, aad_ascii, ciphertext } of vectors.vectors) {
  test(`agrees with the C2SP vector of key ${key.slice(0, 2)}…`, () => {
    const xaes = createXaes(Buffer.from(key, 'hex'))
    const [nonce, plaintext, aad] = [nonce_ascii, plaintext_ascii, aad_ascii].map((text) =>
      Buffer.from(text),
    )
    assert.ok(nonce !== undefined && plaintext !== undefined && aad !== undefined)
    const box = xaes.encrypt(nonce, plaintext, aad)
    assert.equal(Buffer.from(box).toString('hex'), ciphertext)
    assert.deepEqual(Buffer.from(xaes.decrypt(nonce, box, aad) ?? []), plaintext)
  })
}

test(`agrees with the C2SP hash over ${vectors.accumulated.iterations} random messages`, () => {
  const random = createHash('shake128', { outputLength: 4_000_000 }).digest()
  const hash = createHash('shake128', { outputLength: 32 })
  let at = 0
  const read = (length: number) => random.subarray(at, (at += length))
  const readVariable = () => read(read(1)[0] ?? 0)
  for (let count = 0; count < vectors.accumulated.iterations; count += 1) {
    const [key, nonce, plaintext, aad] = [read(32), read(24), readVariable(), readVariable()]
    const xaes = createXaes(key)
    const box = xaes.encrypt(nonce, plaintext, aad)
    hash.update(box)
    assert.deepEqual(Buffer.from(xaes.decrypt(nonce, box, aad) ?? []), plaintext)
  }
  assert.ok(at < random.length)
  assert.equal(hash.digest('hex'), vectors.accumulated.hash)
})

test('one cipher kept for a key gives the same for every message', () => {
  const [key, nonce] = [randomBytes(32), randomBytes(24)]
  const [kept, aad] = [createXaes(key), Buffer.from('aad')]
  for (let length = 0; length < 100; length += 1) {
    const box = kept.encrypt(nonce, randomBytes(length), aad)
    assert.notEqual(createXaes(key).decrypt(nonce, box, aad), null)
  }
})

test('refuses another key, nonce, tag or additional data', () => {
  const [key, nonce, aad] = [randomBytes(32), randomBytes(24), Buffer.from('aad')]
  const xaes = createXaes(key)
  const box = xaes.encrypt(nonce, Buffer.from('plaintext'), aad)
  assert.equal(createXaes(randomBytes(32)).decrypt(nonce, box, aad), null)
  assert.equal(xaes.decrypt(nonce, box, Buffer.from('AAD')), null)
  for (let at = 0; at < 24; at += 1) assert.equal(xaes.decrypt(flip(nonce, at), box, aad), null)
  for (let at = 0; at < box.length; at += 1) {
    assert.equal(xaes.decrypt(nonce, flip(box, at), aad), null)
  }
})

test('refuses tags of 0, 4, 8, 12, 15 and 17 bytes', () => {
  const [xaes, nonce, none] = [createXaes(randomBytes(32)), randomBytes(24), Buffer.alloc(0)]
  for (const plaintext of [none, Buffer.from('plaintext')]) {
    const box = Buffer.from(xaes.encrypt(nonce, plaintext, none))
    for (const length of [0, 4, 8, 12, 15]) {
      const cut = box.subarray(0, plaintext.length + length)
      assert.equal(xaes.decrypt(nonce, cut, none), null, `${length}`)
    }
    for (const byte of [0, 1, 255]) {
      const longer = Buffer.concat([box, Buffer.of(byte)])
      assert.equal(xaes.decrypt(nonce, longer, none), null)
    }
  }
})

function flip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
}

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'

import * as fc from 'fast-check'

import { createKeyRing, createSealer, createSigner } from '../index.ts'

const NOW = 1_700_000_000_000
const OLD = randomBytes(32)
const NEW = randomBytes(32)
const keys = createKeyRing([NEW, OLD])
const sealer = createSealer(keys, { purpose: 'test' })
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'

test('a sealed value comes back with its time and key', () => {
  const token = sealer.seal('hello 🌍', { now: NOW })
  assert.deepEqual(sealer.unseal(token, { now: NOW + 5000 }), {
    ok: true,
    value: 'hello 🌍',
    issuedAt: NOW,
    keyId: keys.ids[0],
    stale: false,
  })
})

test('a token is version, key id, time and sealed bytes, in which the value does not show', () => {
  const value = 'the value, the value, the value'
  const [version, id, time, sealed, ...rest] = sealer.seal(value, { now: NOW }).split('.')
  assert.deepEqual([version, id, time, rest], ['x1', keys.ids[0], NOW.toString(36), []])
  const bytes = Buffer.from(sealed ?? '', 'base64url')
  assert.equal(bytes.length, 24 + value.length + 16)
  assert.equal(bytes.includes('value'), false)
})

test('two tokens of one value have nothing in common', () => {
  const tokens = [sealer.seal('v', { now: NOW }), sealer.seal('v', { now: NOW })]
  const [first, second] = tokens.map((token) => token.split('.')[3])
  assert.notEqual(first?.slice(0, 32), second?.slice(0, 32))
})

test('the nonce comes from randomBytes', () => {
  const fixed = createSealer(keys, {
    purpose: 'test',
    randomBytes: (length) => OLD.subarray(0, length),
  })
  const token = fixed.seal('v', { now: NOW })
  assert.equal(fixed.seal('v', { now: NOW }), token)
  assert.deepEqual(
    Buffer.from(token.split('.')[3] ?? '', 'base64url').subarray(0, 24),
    OLD.subarray(0, 24),
  )
  const short = createSealer(keys, { purpose: 'test', randomBytes: () => new Uint8Array(12) })
  assert.throws(() => short.seal('v', { now: NOW }), /^RangeError: randomBytes must give 24 bytes/)
})

test('any text comes back, under any context', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed())
  fc.assert(
    fc.property(text, text, fc.nat(), (value, context, now) => {
      const opened = sealer.unseal(sealer.seal(value, { now, context }), { now, context })
      assert.equal(opened.ok && opened.value, value)
    }),
  )
})

test('refuses a token of a signer for the same purpose, and the other way', () => {
  const signer = createSigner(keys, { purpose: 'test' })
  const [signed, sealed] = [signer.sign('v', { now: NOW }), sealer.seal('v', { now: NOW })]
  assert.deepEqual(sealer.unseal(signed, { now: NOW }), { ok: false, reason: 'malformed' })
  assert.deepEqual(signer.unsign(sealed, { now: NOW }), { ok: false, reason: 'malformed' })
})

test('refuses another secret of the same id', () => {
  const [made, opening] = [OLD, NEW].map((secret) =>
    createSealer(createKeyRing([{ secret, id: 'k' }]), { purpose: 'test' }),
  )
  const token = made?.seal('v', { now: NOW }) ?? ''
  assert.deepEqual(opening?.unseal(token, { now: NOW }), { ok: false, reason: 'signature' })
})

test('refuses every change of one character', () => {
  const token = sealer.seal('{"user":"alice"}', { now: NOW })
  for (let index = 0; index < token.length; index += 1) {
    for (const character of ALPHABET) {
      if (character === token[index]) continue
      const changed = token.slice(0, index) + character + token.slice(index + 1)
      assert.equal(sealer.unseal(changed, { now: NOW }).ok, false, changed)
    }
  }
})

test('refuses a tag of 0, 4, 8, 12, 15 or 17 bytes', () => {
  const token = sealer.seal('v', { now: NOW })
  const [head, sealed] = [token.slice(0, token.lastIndexOf('.') + 1), token.split('.')[3] ?? '']
  const bytes = Buffer.from(sealed, 'base64url')
  const longer = Buffer.concat([bytes, Buffer.of(0)])
  const cut = [0, 4, 8, 12, 15].map((length) => bytes.subarray(0, 24 + 1 + length))
  for (const changed of [...cut, longer]) {
    const opened = sealer.unseal(head + changed.toString('base64url'), { now: NOW })
    assert.equal(opened.ok, false)
  }
})

test('unseal never throws on a string', () => {
  const head = `x1.${keys.ids[0]}.a.`
  const base64url = fc
    .uint8Array({ maxLength: 80 })
    .map((bytes) => Buffer.from(bytes).toString('base64url'))
  const strings = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.nat({ max: 0xffff })).map((units) => head + String.fromCharCode(...units)),
    fc.array(fc.constantFrom(...ALPHABET)).map((characters) => head + characters.join('')),
    base64url.map((text) => head + text),
  )
  fc.assert(
    fc.property(strings, (token) => !sealer.unseal(token, { now: NOW }).ok),
    { numRuns: 5000 },
  )
})

test('the first secret seals, all open, and a later one is stale', () => {
  const token = createSealer(createKeyRing([OLD]), { purpose: 'test' }).seal('v', { now: NOW })
  const opened = sealer.unseal(token, { now: NOW })
  assert.deepEqual(opened.ok && [opened.keyId, opened.stale], [keys.ids[1], true])
})

test('does not make or look at a token that is longer than maxLength', () => {
  const small = createSealer(keys, { purpose: 'test', maxLength: 100 })
  assert.throws(() => small.seal('v'.repeat(100), { now: NOW }), /^RangeError: the token has \d+/)
  const long = small.unseal('x'.repeat(101), { now: NOW })
  assert.deepEqual(long, { ok: false, reason: 'too-long' })
})

test('refuses options that are none', () => {
  assert.throws(() => createSealer(keys, { purpose: '' }), RangeError)
  assert.throws(() => createSealer(keys, { purpose: 'p', maxLength: 0 }), RangeError)
  assert.throws(() => sealer.seal('v', { now: Number.NaN }), RangeError)
  assert.throws(() => sealer.seal('\ud800', { now: NOW }), TypeError)
  assert.throws(() => sealer.unseal('', { now: Number.NaN }), RangeError)
})

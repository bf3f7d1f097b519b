import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'

import * as fc from 'fast-check'

import { createKeyRing, createSigner } from '../index.ts'
import { CLOCK_TOLERANCE } from './token.ts'

const NOW = 1_700_000_000_000
const OLD = randomBytes(32)
const NEW = randomBytes(32)
const keys = createKeyRing([NEW, OLD])
const signer = createSigner(keys, { purpose: 'test' })
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'

test('a signed value comes back with its time and key', () => {
  const token = signer.sign('hello 🌍', { now: NOW })
  assert.deepEqual(signer.unsign(token, { now: NOW + 5000 }), {
    ok: true,
    value: 'hello 🌍',
    issuedAt: NOW,
    keyId: keys.ids[0],
    stale: false,
  })
})

test('a token is version, key id, time, value and MAC in cookie-safe characters', () => {
  const [version, id, time, value, mac, ...rest] = signer.sign('hi', { now: NOW }).split('.')
  assert.deepEqual(
    [version, id, time, value, rest],
    ['1', keys.ids[0], NOW.toString(36), Buffer.from('hi').toString('base64url'), []],
  )
  assert.match(mac ?? '', /^[\w-]{43}$/)
})

test('an empty value is a value', () => {
  const opened = signer.unsign(signer.sign('', { now: NOW }), { now: NOW })
  assert.equal(opened.ok && opened.value, '')
})

test('the first and the last time that a token can carry come back', () => {
  for (const now of [0, Number.MAX_SAFE_INTEGER]) {
    const opened = signer.unsign(signer.sign('v', { now }), { now })
    assert.equal(opened.ok && opened.issuedAt, now)
  }
})

test('any text comes back, under any context', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => value.isWellFormed())
  fc.assert(
    fc.property(text, text, fc.nat(), (value, context, now) => {
      const opened = signer.unsign(signer.sign(value, { now, context }), { now, context })
      assert.equal(opened.ok && opened.value, value)
    }),
  )
})

test('refuses a token made for another purpose', () => {
  const token = createSigner(keys, { purpose: 'other' }).sign('v', { now: NOW })
  assert.deepEqual(signer.unsign(token, { now: NOW }), { ok: false, reason: 'signature' })
})

test('refuses a token made for another context', () => {
  const token = signer.sign('v', { now: NOW, context: '__Host-a' })
  for (const context of ['__Host-b', '', '__Host-a ', '__host-a']) {
    assert.deepEqual(signer.unsign(token, { now: NOW, context }), refusal('signature'))
  }
  assert.deepEqual(signer.unsign(token, { now: NOW }), refusal('signature'))
})

test('refuses another version', () => {
  const token = signer.sign('v', { now: NOW })
  for (const version of ['0', '2', '01', '11', '', 'v1']) {
    const other = `${version}${token.slice(1)}`
    assert.deepEqual(signer.unsign(other, { now: NOW }), refusal('malformed'))
  }
})

test('refuses a key that the ring does not have', () => {
  const other = createSigner(createKeyRing([randomBytes(32)]), { purpose: 'test' })
  const token = other.sign('v', { now: NOW })
  assert.deepEqual(signer.unsign(token, { now: NOW }), refusal('unknown-key'))
})

test('refuses another secret of the same id', () => {
  const token = createSigner(createKeyRing([{ secret: OLD, id: 'k' }]), { purpose: 'test' }).sign(
    'v',
    { now: NOW },
  )
  const opened = createSigner(createKeyRing([{ secret: NEW, id: 'k' }]), {
    purpose: 'test',
  }).unsign(token, { now: NOW })
  assert.deepEqual(opened, refusal('signature'))
})

test('refuses the id of another key of the ring', () => {
  const token = signer.sign('v', { now: NOW })
  const swapped = token.replace(keys.ids[0] ?? '', keys.ids[1] ?? '')
  assert.notEqual(swapped, token)
  assert.deepEqual(signer.unsign(swapped, { now: NOW }), refusal('signature'))
})

test('a token is expired one millisecond after maxAge', () => {
  const token = signer.sign('v', { now: NOW })
  assert.equal(signer.unsign(token, { now: NOW + 60_000, maxAge: 60 }).ok, true)
  const late = signer.unsign(token, { now: NOW + 60_001, maxAge: 60 })
  assert.deepEqual(late, refusal('expired'))
})

test('a token without maxAge never expires', () => {
  const token = signer.sign('v', { now: 0 })
  assert.equal(signer.unsign(token, { now: Number.MAX_SAFE_INTEGER }).ok, true)
})

test('a token may be 300 seconds ahead of our clock and no more', () => {
  assert.equal(CLOCK_TOLERANCE, 300_000)
  const token = signer.sign('v', { now: NOW })
  assert.equal(signer.unsign(token, { now: NOW - 300_000 }).ok, true)
  assert.deepEqual(signer.unsign(token, { now: NOW - 300_001 }), refusal('future'))
})

test('a token from a clock ahead of ours is fresh under any maxAge', () => {
  const token = signer.sign('v', { now: NOW })
  assert.equal(signer.unsign(token, { now: NOW - 1000, maxAge: 0 }).ok, true)
})

test('does not look at a token that is longer than maxLength', () => {
  const small = createSigner(keys, { purpose: 'test', maxLength: 100 })
  assert.deepEqual(small.unsign('1'.repeat(101), { now: NOW }), refusal('too-long'))
  assert.deepEqual(small.unsign('1'.repeat(100), { now: NOW }), refusal('malformed'))
  assert.throws(() => small.sign('v'.repeat(100), { now: NOW }), /^RangeError: the token has \d+/)
})

test('refuses base64url that is not canonical', () => {
  const token = signer.sign('f', { now: NOW }) // Zg: the last character carries two bits
  const [head, mac] = [token.slice(0, -45), token.slice(-43)]
  assert.ok(token.startsWith(`${head}Zg.`) || token.includes('.Zg.'))
  const last = ALPHABET.indexOf(mac.at(-1) ?? '')
  const sameBytes = mac.slice(0, -1) + ALPHABET[last + 1]
  assert.deepEqual(Buffer.from(sameBytes, 'base64url'), Buffer.from(mac, 'base64url'))
  const variants = [
    token.replace('.Zg.', '.Zh.'),
    token.replace('.Zg.', '.Zg==.'),
    token.replace(mac, sameBytes),
    token.replace(mac, `${mac}=`),
    token.replace(mac, `${mac}A`),
    `${token}\n`,
    ` ${token}`,
  ]
  for (const variant of variants) {
    assert.equal(signer.unsign(variant, { now: NOW }).ok, false, variant)
  }
})

test('refuses every change of one character', () => {
  const token = signer.sign('{"user":"alice"}', { now: NOW })
  for (let index = 0; index < token.length; index += 1) {
    for (const character of ALPHABET) {
      if (character === token[index]) continue
      const changed = token.slice(0, index) + character + token.slice(index + 1)
      assert.equal(signer.unsign(changed, { now: NOW }).ok, false, changed)
    }
  }
})

test('refuses a character whose lower eight bits are those of the right one', () => {
  const token = signer.sign('value', { now: NOW })
  for (let index = 0; index < token.length; index += 1) {
    const other = String.fromCharCode(token.charCodeAt(index) + 0x100)
    const changed = token.slice(0, index) + other + token.slice(index + 1)
    assert.deepEqual(signer.unsign(changed, { now: NOW }), { ok: false, reason: 'malformed' })
  }
})

test('tells keys apart whose ids begin alike', () => {
  const entries = ['a', 'aa', 'a-', 'a-a'].map((id) => ({ id, secret: randomBytes(32) }))
  for (const secrets of [entries, entries.toReversed()]) {
    const ring = createSigner(createKeyRing(secrets), { purpose: 'test' })
    for (const entry of entries) {
      const { sign } = createSigner(createKeyRing([entry]), { purpose: 'test' })
      const opened = ring.unsign(sign('value', { now: NOW }), { now: NOW })
      assert.equal(opened.ok && opened.keyId, entry.id)
    }
  }
})

test('refuses a token whose dots were moved, also into the context', () => {
  const token = signer.sign('value', { now: NOW, context: 'a.b' })
  const [version, id, time, value, mac] = token.split('.')
  const moved = [
    { changed: `${version}.${id}.${time}.${value}.a.${mac}`, context: 'b' },
    { changed: `${version}.${id}.${time}.${value}${mac}`, context: 'a.b' },
    { changed: `${version}.${id}.${time}.${value}..${mac}`, context: 'a.b' },
    { changed: `${version}.${id}.${mac}`, context: `${time}.${value}.a.b` },
    { changed: `${version}.${id}.${time}.${mac}`, context: `${value}.a.b` },
    { changed: `${version}..${id}.${time}.${value}.${mac}`, context: 'a.b' },
    { changed: mac ?? '', context: `${version}.${id}.${time}.${value}.a.b` },
    { changed: `2.${id}.${time}.${value}.${mac}`, context: 'a.b' },
  ]
  for (const { changed, context } of moved) {
    const opened = signer.unsign(changed, { now: NOW, context })
    assert.deepEqual(opened, { ok: false, reason: 'malformed' }, changed)
  }
})

test('refuses a token with a character more or less', () => {
  const token = signer.sign('value', { now: NOW })
  for (let index = 0; index <= token.length; index += 1) {
    const longer = `${token.slice(0, index)}A${token.slice(index)}`
    assert.equal(signer.unsign(longer, { now: NOW }).ok, false, longer)
    if (index === token.length) continue
    const shorter = token.slice(0, index) + token.slice(index + 1)
    assert.equal(signer.unsign(shorter, { now: NOW }).ok, false, shorter)
  }
})

test('unsign never throws on a string', () => {
  const parts = fc.array(fc.constantFrom('1', '.', keys.ids[0] ?? '', 'A', '\0', '\u00e9', '🌍'))
  const strings = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
    parts.map((list) => list.join('')),
    fc.tuple(fc.base64String(), fc.string()).map((list) => `1.${keys.ids[0]}.a.${list.join('.')}`),
  )
  fc.assert(
    fc.property(strings, (token) => signer.unsign(token, { now: NOW }).ok === false),
    { numRuns: 5000 },
  )
})

test('a token of a key behind the signing one is stale, one of a key before it is not', () => {
  const token = createSigner(createKeyRing([OLD]), { purpose: 'test' }).sign('v', { now: NOW })
  const opened = signer.unsign(token, { now: NOW })
  assert.equal(opened.ok && opened.stale, true)
  const early = createSigner(createKeyRing([{ secret: NEW, notBefore: NOW }, OLD]), {
    purpose: 'test',
  })
  const ahead = early.unsign(signer.sign('v', { now: NOW }), { now: NOW - 60_000 })
  assert.equal(ahead.ok && ahead.stale, false)
})

test('a key signs from its notBefore and verifies before it', () => {
  const ring = createKeyRing([
    { secret: NEW, id: 'new', notBefore: NOW },
    { secret: OLD, id: 'old' },
  ])
  const rotating = createSigner(ring, { purpose: 'test' })
  assert.match(rotating.sign('v', { now: NOW - 1 }), /^1\.old\./)
  assert.match(rotating.sign('v', { now: NOW }), /^1\.new\./)
})

test('a ring whose keys all wait verifies and cannot sign', () => {
  const ready = createKeyRing([{ secret: NEW, id: 'k' }])
  const token = createSigner(ready, { purpose: 'test' }).sign('v', { now: NOW })
  const waiting = createKeyRing([{ secret: NEW, id: 'k', notBefore: NOW + 1000 }])
  const signer = createSigner(waiting, { purpose: 'test' })
  const opened = signer.unsign(token, { now: NOW })
  assert.deepEqual([opened.ok, opened.ok && opened.stale], [true, false])
  assert.throws(() => signer.sign('v', { now: NOW }), /no key may sign yet/)
})

test('refuses options that are no times', () => {
  const token = signer.sign('v', { now: NOW })
  for (const now of [Number.NaN, -1, 0.5, Infinity, 2 ** 53]) {
    assert.throws(() => signer.sign('v', { now }), RangeError)
  }
  assert.throws(() => signer.unsign(token, { now: Number.NaN }), RangeError)
  assert.throws(() => signer.unsign(token, { now: Infinity }), RangeError)
  assert.throws(() => signer.unsign(token, { now: NOW, maxAge: Number.NaN }), RangeError)
})

test('refuses text that UTF-8 cannot carry', () => {
  assert.throws(() => signer.sign('\ud800', { now: NOW }), TypeError)
  assert.throws(() => signer.sign('v', { now: NOW, context: '\udfff' }), TypeError)
  assert.throws(() => signer.unsign('', { now: NOW, context: '\udfff' }), TypeError)
})

test('refuses a purpose or a maxLength that is none', () => {
  for (const purpose of ['', 'ü', 'a\n', 'a'.repeat(129)]) {
    assert.throws(() => createSigner(keys, { purpose }), RangeError)
  }
  // @ts-expect-error: JavaScript callers forget it
  assert.throws(() => createSigner(keys, {}), RangeError)
  for (const maxLength of [0, Number.NaN, 1.5]) {
    assert.throws(() => createSigner(keys, { purpose: 'p', maxLength }), RangeError)
  }
})

function refusal(reason: string) {
  return { ok: false, reason }
}

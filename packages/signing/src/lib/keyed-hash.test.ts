import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'

import { createKeyedHash, createKeyRing } from '../index.ts'

const secret = randomBytes(32)
const keys = createKeyRing([secret])
const hash = createKeyedHash(keys, { purpose: 'log' })

test('a text has one name of 22 base64url characters', () => {
  assert.match(hash('alice'), /^[\w-]{22}$/)
  assert.equal(hash('alice'), createKeyedHash(createKeyRing([secret]), { purpose: 'log' })('alice'))
  assert.notEqual(hash('alice'), hash('bob'))
})

test('another purpose or secret gives another name', () => {
  assert.notEqual(hash('alice'), createKeyedHash(keys, { purpose: 'user' })('alice'))
  const others = createKeyRing([randomBytes(32)])
  assert.notEqual(hash('alice'), createKeyedHash(others, { purpose: 'log' })('alice'))
})

test('the first secret names', () => {
  const rotated = createKeyRing([secret, randomBytes(32)])
  assert.equal(hash('alice'), createKeyedHash(rotated, { purpose: 'log' })('alice'))
})

test('refuses an empty purpose, and a text that UTF-8 cannot carry', () => {
  assert.throws(() => createKeyedHash(keys, { purpose: '' }), RangeError)
  assert.throws(() => hash('\ud800'), TypeError)
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { createKeyRing, createSigner, type Secrets } from '../index.ts'

const SECRET = 'q3K9-vXw2mZr8_TtLb5NcYdHs7JfGp4u'

test('ids follow the order of the secrets and are the same each time', () => {
  const [a, b] = [randomBytes(32), randomBytes(32)]
  const { ids } = createKeyRing([a, b])
  assert.deepEqual(createKeyRing([b, a]).ids, ids.toReversed())
  for (const id of ids) assert.match(id, /^[\w-]{8}$/)
})

test('an id can be named', () => {
  assert.deepEqual(createKeyRing([{ secret: SECRET, id: '2026-11_a' }]).ids, ['2026-11_a'])
})

test('text is its UTF-8 bytes', () => {
  assert.deepEqual(createKeyRing([SECRET]).ids, createKeyRing([Buffer.from(SECRET)]).ids)
})

test('keys of two purposes, and of two secrets, differ', () => {
  const ring = createKeyRing([SECRET, randomBytes(32)])
  const keys = [...ring.derive('a'), ...ring.derive('b')].map(({ bytes }) => bytes.join())
  assert.equal(new Set(keys).size, 4)
  assert.deepEqual(ring.derive('a'), ring.derive('a'))
})

test('a key is 32 bytes with the id and notBefore of its secret', () => {
  const [key] = createKeyRing([{ secret: SECRET, id: 'k', notBefore: 5 }]).derive('a')
  assert.deepEqual([key.id, key.notBefore, key.bytes.length], ['k', 5, 32])
})

test('bytes that are changed afterwards change nothing', () => {
  const bytes = randomBytes(32)
  const ring = createKeyRing([bytes])
  const [before] = ring.derive('a')
  bytes.fill(0)
  assert.deepEqual(ring.derive('a')[0], before)
})

test('refuses what is no list, and an empty one', () => {
  // @ts-expect-error: the trap of a list that is one text
  assert.throws(() => createKeyRing(SECRET), /^TypeError: secrets must be a list/)
  assert.throws(() => createKeyRing([]), /^RangeError: secrets is empty/)
})

test('refuses an entry that is neither text nor bytes, naming the option', () => {
  for (const entry of [undefined, null, 5, {}, [SECRET]]) {
    const secrets = [SECRET, entry] as unknown as Secrets
    assert.throws(() => createKeyRing(secrets), /^TypeError: secrets\[1\] /)
  }
})

test('refuses a short secret and one of few characters', () => {
  assert.throws(() => createKeyRing([SECRET.slice(1)]), /^RangeError: secrets\[0\] has 31 bytes/)
  assert.throws(() => createKeyRing(['abc'.repeat(20)]), /^RangeError: secrets\[0\]/)
})

test('refuses two secrets of one id', () => {
  assert.throws(() => createKeyRing([SECRET, SECRET]), /^RangeError: secrets\[1\]/)
})

test('refuses an id or a notBefore that is none', () => {
  for (const id of ['', 'a.b', 'ü', 'a'.repeat(33), 5]) {
    const secrets = [{ secret: SECRET, id }] as unknown as Secrets
    assert.throws(() => createKeyRing(secrets), /secrets\[0\]\.id must be/)
  }
  const secrets = [{ secret: SECRET, notBefore: Number.NaN }]
  assert.throws(() => createKeyRing(secrets), /secrets\[0\]\.notBefore must be/)
})

test('refuses a purpose that is empty, long or not printable ASCII', () => {
  for (const purpose of ['', 'a\n', 'ü', 'a'.repeat(161)]) {
    assert.throws(() => createKeyRing([SECRET]).derive(purpose), RangeError)
  }
})

test('a secret shows in no error', () => {
  const short = SECRET.slice(2)
  const lists = [
    SECRET,
    [short],
    [SECRET, SECRET],
    [SECRET, short],
    [{ secret: SECRET, id: SECRET.repeat(2) }],
    [{ secret: SECRET, id: '' }],
    [{ secret: SECRET, notBefore: Number.NaN }],
    [[SECRET]],
  ]
  for (const secrets of lists) {
    assert.throws(
      () => createKeyRing(secrets as unknown as Secrets),
      (error: Error) => !showsSecret(error),
      JSON.stringify(secrets),
    )
  }
})

test('a secret shows in no ring and in no signer', () => {
  const ring = createKeyRing([SECRET])
  assert.equal(showsSecret(ring), false)
  assert.equal(showsSecret(createSigner(ring, { purpose: 'test' })), false)
})

function showsSecret(value: unknown): boolean {
  const texts = [inspect(value, { depth: Infinity, showHidden: true }), JSON.stringify(value)]
  if (value instanceof Error) texts.push(value.message, String(value.stack), inspect(value.cause))
  return texts.some((text) => text.includes(SECRET.slice(2, 12)))
}

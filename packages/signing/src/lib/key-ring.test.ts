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

test('text behind base64url: or hex: is the bytes it encodes', () => {
  const bytes = randomBytes(33)
  const { ids } = createKeyRing([bytes])
  assert.deepEqual(createKeyRing([`base64url:${bytes.toString('base64url')}`]).ids, ids)
  assert.deepEqual(createKeyRing([`hex:${bytes.toString('hex')}`]).ids, ids)
  assert.deepEqual(createKeyRing([`hex:${bytes.toString('hex').toUpperCase()}`]).ids, ids)
})

test('refuses base64url or hex that is none, and too little of it', () => {
  const bytes = randomBytes(32)
  for (const text of [
    bytes.toString('base64'),
    `${bytes.toString('base64url')}=`,
    '#',
    'A'.repeat(45),
  ]) {
    assert.throws(() => createKeyRing([`base64url:${text}`]), /secrets\[0\] is no base64url/)
  }
  for (const text of [`${bytes.toString('hex')}0`, 'g'.repeat(64)]) {
    assert.throws(() => createKeyRing([`hex:${text}`]), /secrets\[0\] is no hex/)
  }
  const short = randomBytes(31)
  assert.throws(() => createKeyRing([`hex:${short.toString('hex')}`]), /has 31 bytes/)
  assert.throws(() => createKeyRing([`base64url:${short.toString('base64url')}`]), /has 31 bytes/)
})

test('bytes and encoded secrets are only refused for their length or when all are equal', () => {
  const pattern = Buffer.from('passwordpasswordpasswordpassword')
  assert.equal(createKeyRing([pattern]).ids.length, 1)
  assert.equal(createKeyRing([`hex:${'0001'.repeat(16)}`]).ids.length, 1)
  assert.throws(() => createKeyRing([new Uint8Array(32)]), /secrets\[0\] is all the same byte/)
  assert.throws(
    () => createKeyRing([`hex:${'ab'.repeat(32)}`]),
    /secrets\[0\] is all the same byte/,
  )
  assert.throws(
    () => createKeyRing([`base64url:${'A'.repeat(43)}`]),
    /secrets\[0\] is all the same byte/,
  )
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

test('refuses a short secret and one written by hand', () => {
  assert.throws(() => createKeyRing([SECRET.slice(1)]), /^RangeError: secrets\[0\] has 31 bytes/)
  const written = 'this-is-a-very-secret-key-do-not-share'
  assert.throws(() => createKeyRing([written]), /^RangeError: secrets\[0\] is made of words/)
})

test('refuses the same secret twice, however it is written', () => {
  const hex = `hex:${Buffer.from(SECRET).toString('hex')}`
  const problem = /^RangeError: secrets\[1\] is the same secret as secrets\[0\]; remove/
  assert.throws(() => createKeyRing([SECRET, SECRET]), problem)
  assert.throws(() => createKeyRing([SECRET, { secret: hex, id: 'other' }]), problem)
})

test('refuses two secrets of one id', () => {
  const secrets = [
    { secret: SECRET, id: 'k' },
    { secret: randomBytes(32), id: 'k' },
  ]
  assert.throws(() => createKeyRing(secrets), /^RangeError: secrets\[1\] has the same id as/)
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
    [`base64url:${SECRET}=`],
    [`hex:${SECRET}`],
    [`base64url:${SECRET.slice(2)}`],
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

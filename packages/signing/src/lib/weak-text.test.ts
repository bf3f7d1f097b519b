import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'

import { findWeakness } from './weak-text.ts'

const WRITTEN_BY_HAND = [
  'a'.repeat(32),
  'ab'.repeat(16),
  'password'.repeat(4),
  'secret'.repeat(6),
  'changeme-changeme-changeme-changeme',
  'asdfasdfasdfasdfasdfasdfasdfasdf',
  'hunter2hunter2hunter2hunter2hunter2',
  '12345678901234567890123456789012',
  'abcdefghijklmnopqrstuvwxyz123456',
  'zyxwvutsrqponmlkjihgfedcba987654',
  '0123456789abcdef0123456789abcdef',
  'deadbeefdeadbeefdeadbeefdeadbeef',
  '1111111122222222333333334444444455555555',
  '00000000-0000-0000-0000-000000000000',
  'qwertyuiopasdfghjklzxcvbnm123456',
  'qazwsxedcrfvtgbyhnujmikolpqazwsx',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol',
  'your-secret-key-here-your-secret-key',
  '<your secret here, 32 characters or more>',
  'replace-me-with-a-long-random-string',
  'please-change-this-secret-in-production',
  'this-is-a-very-secret-key-do-not-share',
  'MySuperSecretSigningKeyForProduction2024',
  'correct horse battery staple correct horse',
  'lorem ipsum dolor sit amet lorem ipsum',
]

// from READMEs and tutorials of libraries for sessions and tokens
const FROM_READMES = [
  '192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf',
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
  '80d42cfb-1cd2-462c-8f17-e3237d9027e9',
  'complex_password_at_least_32_characters_long',
  'password_at_least_32_characters_long',
  'averylogphrasebiggerthanthirtytwochars',
  'a secret with minimum length of 32 characters',
  'cNaoPYAwF60HZJzkcNaoPYAwF60HZJzk',
  'super-secret-jwt-token-with-at-least-32-characters-long',
  'a-string-secret-at-least-256-bits-long',
  'keyboard cat keyboard cat keyboard cat',
]

const GENERATORS = {
  'openssl rand -base64 32': () => randomBytes(32).toString('base64'),
  'openssl rand -hex 32': () => randomBytes(32).toString('hex'),
  'openssl rand -hex 16': () => randomBytes(16).toString('hex'),
  'secrets.token_urlsafe(24)': () => randomBytes(24).toString('base64url'),
  'a UUID of version 4': randomUUID,
  '32 of a-z': () =>
    Array.from(randomBytes(32), (byte) => (10 + (byte % 26)).toString(36)).join(''),
  '32 printable characters': () =>
    Array.from(randomBytes(32), (byte) => String.fromCharCode(33 + (byte % 94))).join(''),
}

// COSTREL_KEYS=1000000 for a million of each, which takes some minutes
const count = Number(process.env['COSTREL_KEYS'] ?? 2000)

test('finds what people write by hand', () => {
  for (const text of WRITTEN_BY_HAND) assert.notEqual(findWeakness(text), null, text)
})

test('finds what stands in public READMEs', () => {
  for (const text of FROM_READMES) assert.notEqual(findWeakness(text), null, text)
})

test('finds the key of a new Django project', () => {
  const text = `django-insecure-${randomBytes(37).toString('base64url')}`
  assert.match(findWeakness(text) ?? '', /public/)
})

for (const [name, generate] of Object.entries(GENERATORS)) {
  test(`accepts every key of ${name}`, () => {
    for (let index = 0; index < count; index += 1) {
      const text = generate()
      assert.equal(findWeakness(text), null, text)
    }
  })
}

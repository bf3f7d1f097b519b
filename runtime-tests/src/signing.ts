import assert from 'node:assert/strict'
import {
  createKeyedHash,
  createKeyRing,
  createSealer,
  createSigner,
  type KeyRing,
} from '@costrel/signing'
import refused from '../../packages/signing/vectors/refused.json' with { type: 'json' }
import tokens from '../vectors/tokens.json' with { type: 'json' }
import type { Area } from './conformance.ts'

const { purpose } = tokens
const nonce = Uint8Array.from(tokens.nonce.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** Tokens made elsewhere open here, and are made here to the same character. */
export const signing: Area = {
  'opens signed tokens that Python made': () => {
    const signer = createSigner(ring(), { purpose })
    for (const { name, value, context, now, signed } of tokens.cases) {
      const opened = signer.unsign(signed, { now, context })
      assert.equal(opened.ok && opened.value, value, name)
    }
  },

  'signs as Python does': () => {
    const signer = createSigner(ring(), { purpose })
    for (const { name, value, context, now, signed } of tokens.cases) {
      assert.equal(signer.sign(value, { now, context }), signed, name)
    }
  },

  'opens sealed tokens that Python made': () => {
    const sealer = createSealer(ring(), { purpose })
    for (const { name, value, context, now, sealed } of tokens.cases) {
      const opened = sealer.unseal(sealed, { now, context })
      assert.equal(opened.ok && opened.value, value, name)
    }
  },

  'seals as Python does under the same nonce': () => {
    const sealer = createSealer(ring(), { purpose, randomBytes: () => nonce })
    for (const { name, value, context, now, sealed } of tokens.cases) {
      assert.equal(sealer.seal(value, { now, context }), sealed, name)
    }
  },

  'seals the same text differently each time': () => {
    const sealer = createSealer(ring(), { purpose })
    const seal = (): string => sealer.seal('text', { now: 0 })
    assert.notEqual(seal(), seal())
  },

  'refuses every token of the table of refused ones, for its reason': () => {
    const keys = createKeyRing([refused.secret])
    const { unsign } = createSigner(keys, { purpose: refused.purpose })
    const { unseal } = createSealer(keys, { purpose: refused.purpose })
    for (const { name, format, token, reason, options } of refused.cases) {
      const open = format === 'signed' ? unsign : unseal
      const act = () => open(token, { ...options, now: options.now ?? Number.NaN })
      if (reason === 'throws') assert.throws(act, RangeError, name)
      else if (reason === 'any') assert.equal(act().ok, false, name)
      else assert.deepEqual(act(), { ok: false, reason }, name)
    }
  },

  'refuses every change of one character': () => {
    const { unsign } = createSigner(ring(), { purpose })
    const { unseal } = createSealer(ring(), { purpose })
    const [{ signed = '', sealed = '', now = 0, context = '' } = {}] = tokens.cases
    for (const changed of changeEach(signed)) assert.ok(!unsign(changed, { now, context }).ok)
    for (const changed of changeEach(sealed)) assert.ok(!unseal(changed, { now, context }).ok)
  },

  'a second secret verifies, and its tokens are stale': () => {
    const next = createKeyRing([crypto.getRandomValues(new Uint8Array(32)), tokens.secret])
    const { unsign } = createSigner(next, { purpose })
    const [{ signed = '', now = 0, context = '' } = {}] = tokens.cases
    const opened = unsign(signed, { now, context })
    assert.deepEqual([opened.ok, opened.ok && opened.stale], [true, true])
  },

  'a keyed hash is 22 characters of the MAC': () => {
    const hash = createKeyedHash(ring(), { purpose })
    assert.match(hash('alice'), /^[\w-]{22}$/)
    assert.equal(hash('alice'), createKeyedHash(ring(), { purpose })('alice'))
    assert.notEqual(hash('alice'), hash('bob'))
  },

  'a weak secret is refused without being shown': () => {
    const secret = 'password'.repeat(5)
    assert.throws(
      () => createKeyRing([secret]),
      (error) => error instanceof RangeError && !String(error).includes(secret),
    )
  },
}

function ring(): KeyRing {
  return createKeyRing([tokens.secret])
}

function changeEach(token: string): string[] {
  return Array.from(token, (character, at) => {
    const other = character === 'A' ? 'B' : 'A'
    return token.slice(0, at) + other + token.slice(at + 1)
  })
}

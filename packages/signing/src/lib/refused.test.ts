import assert from 'node:assert/strict'
import { test } from 'node:test'

import vectors from '../../vectors/refused.json' with { type: 'json' }
import { createKeyRing, createSealer, createSigner } from '../index.ts'

const keys = createKeyRing([vectors.secret])
const signer = createSigner(keys, { purpose: vectors.purpose })
const sealer = createSealer(keys, { purpose: vectors.purpose })

for (const { name, format, token, reason, options } of vectors.cases) {
  test(`refuses a ${format} token: ${name}`, () => {
    const open = format === 'signed' ? signer.unsign : sealer.unseal
    const now = options.now ?? Number.NaN
    if (reason === 'throws') {
      assert.throws(() => open(token, { ...options, now }), RangeError)
      return
    }
    const opened = open(token, { ...options, now })
    assert.equal(opened.ok, false)
    if (reason !== 'any') assert.deepEqual(opened, { ok: false, reason })
  })
}

test('accepts the tokens that those are made of', () => {
  for (const format of ['signed', 'sealed']) {
    const found = vectors.cases.find((one) => one.format === format && one.reason === 'expired')
    assert.ok(found?.options.now)
    const { context, now } = found.options
    const open = format === 'signed' ? signer.unsign : sealer.unseal
    const opened = open(found.token, { context, now })
    assert.equal(opened.ok && opened.value, '{"user":"alice"}')
  }
})

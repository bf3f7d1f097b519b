import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { numberOf } from './text-number.ts'

test('half a million texts have numbers of their own', () => {
  const keys = new Set<number>()
  for (let n = 0; n < 500_000; n++)
    keys.add(
      numberOf(
        n % 2 === 0 ? createHash('sha256').update(`${n}`).digest('hex') : `${n}`.padStart(64, '0'),
      ),
    )
  assert.equal(keys.size, 500_000)
  for (const key of keys) assert.ok(Number.isSafeInteger(key) && key >= 0 && key < 2 ** 52)
})

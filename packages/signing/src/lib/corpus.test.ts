import assert from 'node:assert/strict'
import { test } from 'node:test'

import corpus from '../../fuzz/corpus.json' with { type: 'json' }
import { run, VALID } from '../../fuzz/targets.ts'

test('nothing in the fuzz corpus throws or is accepted', () => {
  for (const text of corpus) assert.doesNotMatch(run(text), /\bok\b/)
})

test('the tokens that the fuzzer starts from are accepted', () => {
  for (const text of VALID) assert.match(run(text), /\bok\b/)
})

import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { keepsMargins } from './margins.ts'
import type { Verdict } from './verdict.ts'

const verdict = (what: string, value: number): Verdict => ({
  what,
  value,
  bound: 'at most',
  target: 1,
  margin: 2,
})

/** Runs whose reads and writes had these ratios; gives what was decided and how many runs it took. */
async function decide(...runs: readonly (readonly [number, number])[]) {
  let made = 0
  const kept = await keepsMargins(runs.length, (attempt) => {
    made = attempt
    const [read = 0, write = 0] = runs[attempt - 1] ?? []
    return Promise.resolve([verdict('read', read), verdict('write', write)])
  })
  return { kept, made }
}

test('one run is enough when every margin is kept, even if the targets are not', async () => {
  assert.deepEqual(await decide([1.9, 1.9], [9, 9], [9, 9]), { kept: true, made: 1 })
})

test('a margin that is kept in another run is kept', async () => {
  assert.deepEqual(await decide([9, 1], [1, 9], [9, 9]), { kept: true, made: 2 })
  assert.deepEqual(await decide([9, 1], [9, 1], [1, 1]), { kept: true, made: 3 })
})

test('a margin that is broken in every run fails', async () => {
  assert.deepEqual(await decide([9, 1], [9, 9], [9, 1]), { kept: false, made: 3 })
})

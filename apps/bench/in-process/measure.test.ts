import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { inTurn, measure, timeCalls } from './measure.ts'

test('neighbours stay neighbours while who begins changes', () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((round) => inTurn(['a', 'b', 'c'], round).join('')),
    ['abc', 'acb', 'cab', 'cba'],
  )
})

test('what takes longer gets the higher figure, with one sample for each round', async () => {
  const timings = await measure(
    [
      { name: 'short', time: timeCalls(spin(1_000)) },
      { name: 'long', time: timeCalls(spin(50_000)) },
    ],
    { rounds: 5, slice: 1 },
  )
  const [short, long] = [timings.get('short'), timings.get('long')]
  assert.ok(short !== undefined && long !== undefined)
  assert.equal(short.samples.length, 5)
  assert.ok(long.ns > 5 * short.ns, `${long.ns} and ${short.ns}`)
})

function spin(rounds: number): () => number {
  return () => {
    let sum = 0
    for (let index = 0; index < rounds; index += 1) sum += Math.sqrt(index)
    return sum
  }
}

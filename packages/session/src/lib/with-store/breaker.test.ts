import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBreaker, type Breaker } from './breaker.ts'

const LIMITS = { deadline: 1000 }
const REFUSED = /did not answer lately/

async function opened(): Promise<{ breaker: Breaker; clock: { now: number } }> {
  const clock = { now: 0 }
  const breaker = createBreaker(() => clock.now)
  for (let count = 0; count < 3; count++)
    await assert.rejects(breaker.run(fail, LIMITS), /^Error: no/)
  return { breaker, clock }
}

const fail = (): Promise<never> => Promise.reject(new Error('no'))
const succeed = async (): Promise<string> => 'yes'

const slow = (): Promise<string> =>
  new Promise((resolve) => {
    setTimeout(resolve, 20, 'slow')
  })

describe('a breaker', () => {
  test('refuses calls after three failures in a row, for a second', async () => {
    const { breaker, clock } = await opened()
    clock.now = 999
    await assert.rejects(breaker.run(succeed, LIMITS), REFUSED)
    clock.now = 1000
    assert.equal(await breaker.run(succeed, LIMITS), 'yes')
    assert.equal(await breaker.run(succeed, LIMITS), 'yes')
  })

  test('counts failures in a row', async () => {
    const breaker = createBreaker()
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 2; count++) await assert.rejects(breaker.run(fail, LIMITS))
      assert.equal(await breaker.run(succeed, LIMITS), 'yes')
    }
  })

  test('does not count a failure of a call that began before the last success', async () => {
    const breaker = createBreaker()
    const { promise, reject } = Promise.withResolvers<never>()
    const hanging = [1, 2, 3].map(() => breaker.run(() => promise, LIMITS))
    assert.equal(await breaker.run(succeed, LIMITS), 'yes')
    reject(new Error('no'))
    for (const call of hanging) await assert.rejects(call, /^Error: no/)
    assert.equal(await breaker.run(succeed, LIMITS), 'yes')
  })

  test('lets one call at a time find out whether the store is back', async () => {
    const { breaker, clock } = await opened()
    clock.now = 1000
    const { promise, resolve } = Promise.withResolvers<string>()
    const probe = breaker.run(() => promise, LIMITS)
    await assert.rejects(breaker.run(succeed, LIMITS), REFUSED)
    resolve('back')
    assert.equal(await probe, 'back')
    assert.equal(await breaker.run(succeed, LIMITS), 'yes')
  })

  test('refuses for another second when that one fails', async () => {
    const { breaker, clock } = await opened()
    clock.now = 1000
    await assert.rejects(breaker.run(fail, LIMITS), /^Error: no/)
    clock.now = 1999
    await assert.rejects(breaker.run(succeed, LIMITS), REFUSED)
    clock.now = 2000
    assert.equal(await breaker.run(succeed, LIMITS), 'yes')
  })

  test('takes a late answer to that one for an answer, though its caller went on', async () => {
    const { breaker, clock } = await opened()
    clock.now = 1000
    const { promise, resolve } = Promise.withResolvers<string>()
    await assert.rejects(
      breaker.run(() => promise, { deadline: 1000, patience: 5 }),
      /in 5 ms/,
    )
    await assert.rejects(breaker.run(succeed, LIMITS), REFUSED)
    resolve('back')
    await new Promise(setImmediate)
    assert.equal(await breaker.run(succeed, LIMITS), 'yes')
  })

  test('waits for the whole deadline while it is closed, whatever the patience', async () => {
    const breaker = createBreaker()
    assert.equal(await breaker.run(slow, { deadline: 1000, patience: 5 }), 'slow')
  })
})

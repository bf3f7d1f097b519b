import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { SessionStore } from '@costrel/session'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { createRedisStore, type IoRedisClient } from '../redis.ts'
import { compareWithModel, modelRuns } from '../testing/compare-with-model.ts'
import { keepsContract } from '../testing/keeps-contract.ts'
import { findRedis, makePrefix, REDIS_URL, removePrefix } from '../testing/redis.ts'

const skip = (await findRedis()) ?? false
const NOW = Date.now()

suite('on Redis', { skip }, () => {
  const prefix = makePrefix()
  const nodeRedis = createClient({ url: REDIS_URL })
  const ioRedis = new Redis(REDIS_URL, { lazyConnect: true })
  let count = 0

  before(async () => {
    await Promise.all([nodeRedis.connect(), ioRedis.connect()])
  })
  after(async () => {
    await nodeRedis.close()
    ioRedis.disconnect()
    await removePrefix(prefix)
  })

  for (const [name, client] of Object.entries({ 'node-redis': nodeRedis, ioredis: ioRedis })) {
    keepsContract(`the Redis store over ${name}`, async () =>
      createRedisStore(client, { prefix: `${prefix}${count++}:` }),
    )
  }

  test('the Redis store answers random calls as the model does', async () => {
    const store = createRedisStore(nodeRedis, { prefix: `${prefix}${count++}:` })
    await compareWithModel(store, modelRuns(200))
  })

  test('a hash that is none of ours is a TypeError, which quotes nothing of it', async () => {
    for (const [field, value] of [
      ['d:"secret', '1'],
      ['u', '"secret'],
      ['t', 'secret'],
    ] as const) {
      const own = `${prefix}${count++}:`
      const store = createRedisStore(ioRedis, { prefix: own })
      await store.create('id', record())
      await ioRedis.hset(`${own}session:id`, field, value)
      await assert.rejects(store.read('id', NOW), (error) => {
        return error instanceof TypeError && !error.message.includes('secret')
      })
    }
  })

  test('the Redis store goes on after SCRIPT FLUSH', async () => {
    const store = createRedisStore(ioRedis, { prefix: `${prefix}${count++}:` })
    await store.create('id', record())
    await ioRedis.script('FLUSH')
    const change = { now: NOW, operation: 'a', generation: 'g1', set: { a: '1' } }
    assert.equal((await store.apply('id', change)).status, 'applied')
    assert.deepEqual((await store.read('id', NOW))?.data, { a: '1' })
  })

  test('the Redis store goes on after its connection was cut', async () => {
    const store = createRedisStore(ioRedis, { prefix: `${prefix}${count++}:` })
    await store.create('id', record())
    const own = await ioRedis.client('ID')
    await nodeRedis.sendCommand(['CLIENT', 'KILL', 'ID', `${own}`])
    const change = { now: NOW, operation: 'a', generation: 'g1', set: { a: '1' } }
    assert.equal((await store.apply('id', change)).status, 'applied')
    assert.equal((await store.apply('id', change)).status, 'applied')
    assert.deepEqual((await store.read('id', NOW))?.operations, ['a'])
  })

  test('Redis drops a record a minute after it has ended', async () => {
    const own = `${prefix}${count++}:`
    const store = createRedisStore(ioRedis, { prefix: own })
    await store.create('id', record())
    assert.equal(await ioRedis.pexpiretime(`${own}session:id`), NOW + 60_000 + 60_000)
    const change = { now: NOW, operation: 'a', generation: 'g1', idleExpiresAt: NOW + 90_000 }
    await store.apply('id', { ...change, expiresAt: NOW + 100_000 })
    assert.equal(await ioRedis.pexpiretime(`${own}session:id`), NOW + 90_000 + 60_000)
  })

  const login = { now: NOW, operation: 'login', generation: 'g1', next: { generation: 'g2' } }
  const logins: Record<string, (store: SessionStore) => Promise<unknown>> = {
    'into a session that is there': (store) => store.apply('id', { ...login, user: 'ann' }),
    'into a new one': (store) => store.create('new', { ...record(), user: 'ann' }),
  }
  for (const [what, logIn] of Object.entries(logins))
    test(`destroyByUser at every step of a login ${what}, then a second one, ends it`, async () => {
      for (const step of [0, 1, 2, 3]) {
        const own = { prefix: `${prefix}${count++}:` }
        const store = createRedisStore(ioRedis, own)
        await store.create('id', record())
        const calls = interrupt(ioRedis, step, () => store.destroyByUser('ann'))
        await logIn(createRedisStore(calls, own))
        await store.destroyByUser('ann')
        const [old, made] = [await store.read('id', NOW), await store.read('new', NOW)]
        assert.deepEqual([old?.user, made], [undefined, null], `interrupted at step ${step}`)
        assert.deepEqual(await store.listByUser('ann', NOW), [])
      }
    })

  test('a touch notes a session of a user again, so that an index that was lost comes back', async () => {
    const own = `${prefix}${count++}:`
    const store = createRedisStore(ioRedis, { prefix: own })
    await store.create('id', { ...record(), user: 'ann' })
    await ioRedis.del(`${own}user:ann`)
    assert.equal(await store.destroyByUser('ann'), 0)
    await store.apply('id', { now: NOW, operation: 'a', generation: 'g1', touchedAt: NOW })
    assert.equal(await store.destroyByUser('ann'), 1)
  })

  test('the index drops an entry a minute after its session has ended, and not before', async () => {
    const own = `${prefix}${count++}:`
    const store = createRedisStore(ioRedis, { prefix: own })
    const ended = (ago: number) => ({ ...record(), user: 'ann', idleExpiresAt: NOW - ago })
    const ids = (): Promise<string[]> => ioRedis.zrange(`${own}user:ann`, '0', '-1')
    await store.create('long ago', ended(60_001))
    await store.create('lately', ended(59_000))
    await store.create('live', { ...record(), user: 'ann' })
    assert.deepEqual((await ids()).toSorted(), ['lately', 'live'])
  })

  test('a read costs one round trip, a commit one, a touch of a user two', async () => {
    let calls = 0
    const counted = interrupt(ioRedis, ALWAYS, async () => (calls += 1))
    const store = createRedisStore(counted, { prefix: `${prefix}${count++}:` })
    const change = { now: NOW, generation: 'g1' }
    const steps = [
      () => store.create('id', { ...record(), user: 'ann' }),
      () => store.read('id', NOW),
      () => store.apply('id', { ...change, operation: 'a', set: { a: '1' } }),
      () => store.apply('id', { ...change, operation: 'b', touchedAt: NOW }),
      () => store.destroy('id'),
    ]
    // The first time around the server learns the scripts.
    for (const step of steps) await step()
    const costs = []
    for (const step of steps) {
      calls = 0
      await step()
      costs.push(calls)
    }
    assert.deepEqual(costs, [2, 1, 1, 2, 2])
  })
})

test('a client that is none is refused', () => {
  assert.throws(() => createRedisStore({} as never), TypeError)
})

/** A client that runs something before its n-th command. */
function interrupt(redis: Redis, at: number, run: (n: number) => Promise<unknown>): IoRedisClient {
  let n = 0
  const step = async (): Promise<void> => {
    const here = n++
    if (at === here || at === ALWAYS) await run(here)
  }
  return {
    eval: async (...values) => step().then(() => redis.eval(...values)),
    evalsha: async (...values) => step().then(() => redis.evalsha(...values)),
  }
}

const ALWAYS = -1

function record() {
  const ends = { idleExpiresAt: NOW + 60_000, expiresAt: NOW + 60_000 }
  const times = { generationAt: NOW, createdAt: NOW, touchedAt: NOW, ...ends }
  return { data: {}, generation: 'g1', operations: [], ...times }
}

import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { createRedisStore, type IoRedisClient } from '../redis.ts'
import { compareWithModel } from '../testing/compare-with-model.ts'
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
    await compareWithModel(store, 200)
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

  test("a user's sessions can be ended at every step of a login", async () => {
    for (const step of [0, 1, 2, 3]) {
      const store = createRedisStore(ioRedis, { prefix: `${prefix}${count++}:` })
      await store.create('id', record())
      const calls = interrupt(ioRedis, step, () => store.destroyByUser('ann'))
      const interrupted = createRedisStore(calls, { prefix: `${prefix}${count - 1}:` })
      const login = { now: NOW, operation: 'login', generation: 'g1', next: { generation: 'g2' } }
      await interrupted.apply('id', { ...login, user: 'ann' })
      await store.destroyByUser('ann')
      assert.equal(await store.read('id', NOW), null, `interrupted at step ${step}`)
    }
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

import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { SessionStore } from '@costrel/session'
import { Redis } from 'ioredis'
import { createClient, createClientPool } from 'redis'
import { createRedisStore, type RedisClient } from '../redis.ts'
import { keepsContract } from '../testing/keeps-contract.ts'
import { eventually, findRedisServer } from '../testing/redis-cluster.ts'
import { type RedisPair, startPair } from '../testing/redis-pair.ts'
import { makePrefix } from '../testing/redis.ts'
import { runBun } from '../testing/run-bun.ts'
import { RECORD, waitsForReplica } from '../testing/waits-for-replica.ts'

const waitReplicas = { count: 1, timeout: 300 }

suite('a Redis store that waits for a replica', { skip: findRedisServer() ?? false }, () => {
  let pair: RedisPair
  const openIoRedis = (t: { after(run: () => void): void }) => {
    const client = new Redis(pair.url)
    t.after(() => client.disconnect())
    return client
  }

  const openNodeRedis = async (t: { after(run: () => void): void }, options = {}) => {
    const client = createClient({ url: pair.url, ...options })
    client.on('error', () => {})
    await client.connect()
    t.after(() => client.destroy())
    return client
  }

  before(async () => {
    pair = await startPair()
  })
  after(() => pair.close())

  keepsContract('one over ioredis', async (t) => open(openIoRedis(t)))

  keepsContract('one over node-redis', async (t) => open(await openNodeRedis(t)))

  test('waits where something ends, over ioredis', async (t) => {
    await waitsForReplica(open(openIoRedis(t)), pair.replica)
  })

  test('waits where something ends, over a client of node-redis with a prefix of its own', async (t) => {
    const client = await openNodeRedis(t, { keyPrefix: 'own:' })
    await waitsForReplica(open(client), pair.replica)
  })

  test('waits where something ends, over a pool of node-redis', async (t) => {
    const client = createClientPool({ url: pair.url })
    await client.connect()
    t.after(() => client.destroy())
    await waitsForReplica(open(client), pair.replica)
  })

  test('waits where something ends, over the client of Bun', (t) => {
    const ran = runBun('bun-redis-wait.ts', pair.url, `${pair.replica.pid}`)
    if (ran === undefined) return t.skip('Bun is not installed')
    assert.deepEqual(ran, { status: 0, output: 'waits' })
  })

  test('does so where the server has forgotten its scripts', async (t) => {
    const client = openIoRedis(t)
    await client.script('FLUSH')
    await waitsForReplica(open(client), pair.replica)
  })

  for (const name of ['ioredis', 'node-redis'])
    test(`rejects when the connection breaks while it waits, over ${name}`, async (t) => {
      const client = name === 'ioredis' ? openIoRedis(t) : await openNodeRedis(t)
      const store = open(client, { count: 1, timeout: 1500 })
      await store.destroy('none')
      await store.create('id', RECORD)
      pair.replica.kill('SIGSTOP')
      t.after(() => pair.replica.kill('SIGCONT'))
      const rejects = assert.rejects(store.destroy('id'))
      const admin = openIoRedis(t)
      await eventually(async () => {
        const clients = String(await admin.client('LIST'))
        const id = /^id=(\d+) .* cmd=wait /m.exec(clients)?.[1]
        return id !== undefined && (await admin.client('KILL', 'ID', id)) === 1
      })
      await rejects
    })

  test('rejects when the server refuses the script', async (t) => {
    const client = openIoRedis(t)
    const prefix = makePrefix()
    await client.set(`${prefix}session:id`, 'no hash')
    const store = createRedisStore(client, { prefix, waitReplicas })
    await assert.rejects(store.destroy('id'), /WRONGTYPE/)
  })
})

test('a client that cannot send WAIT over the connection of a write is refused with the option', () => {
  const refused: [client: object, method: RegExp][] = [
    [{ eval: async () => 1, evalsha: async () => 1 }, /method pipeline.*leave the option out/],
    [{ eval: async () => 1, evalSha: async () => 1 }, /method multi.*leave the option out/],
  ]
  for (const [client, message] of refused) {
    createRedisStore(client as never)
    assert.throws(() => createRedisStore(client as never, { waitReplicas }), message)
  }
})

test('numbers that WAIT cannot take are refused', () => {
  const client = { send: async () => 1 }
  for (const count of [0, -1, 1.5, Number.NaN, 101])
    assert.throws(() => createRedisStore(client, { waitReplicas: { count } }), RangeError)
  for (const timeout of [0, 1501, Infinity])
    assert.throws(
      () => createRedisStore(client, { waitReplicas: { count: 1, timeout } }),
      RangeError,
    )
  const text = { count: '1' } as never
  assert.throws(() => createRedisStore(client, { waitReplicas: text }), TypeError)
})

function open(client: RedisClient, wait = waitReplicas): SessionStore {
  return createRedisStore(client, { prefix: makePrefix(), waitReplicas: wait })
}

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { Cluster, Redis } from 'ioredis'
import { createCluster } from 'redis'
import { createRedisStore, type RedisClient } from '../redis.ts'
import { compareWithModel, modelRuns } from '../testing/compare-with-model.ts'
import { keepsContract } from '../testing/keeps-contract.ts'
import { type LoadReport, startLoad } from '../testing/load.ts'
import { makeIds, readShards } from '../testing/redis-shards.ts'
import { makePrefix } from '../testing/redis.ts'
import { waitsForReplica } from '../testing/waits-for-replica.ts'
import {
  eventually,
  findRedisServer,
  type RedisCluster,
  startCluster,
} from '../testing/redis-cluster.ts'

const skip = findRedisServer() ?? false
const waitReplicas = { count: 1, timeout: 300 }

suite('on a Redis Cluster of three masters and three replicas', { skip }, () => {
  let cluster: RedisCluster
  let ioRedis: Cluster
  let nodeRedis: { client: RedisClient; close(): Promise<void> }

  before(async () => {
    cluster = await startCluster()
    const ports = cluster.nodes.map(({ port }) => port)
    ioRedis = new Cluster(
      ports.map((port) => ({ host: '127.0.0.1', port })),
      { scaleReads: 'slave' },
    )
    const rootNodes = ports.map((port) => ({ url: `redis://127.0.0.1:${port}` }))
    const client = createCluster({ rootNodes, useReplicas: true })
    await client.connect()
    nodeRedis = { client, close: async () => client.destroy() }
  })
  after(async () => {
    ioRedis.disconnect()
    await nodeRedis.close()
    await cluster.close()
  })

  keepsContract('the Redis store over node-redis', async () =>
    createRedisStore(nodeRedis.client, { prefix: makePrefix() }),
  )
  keepsContract('the Redis store over ioredis', async () =>
    createRedisStore(ioRedis, { prefix: makePrefix() }),
  )

  keepsContract('the Redis store over node-redis that waits for replicas', async () =>
    createRedisStore(nodeRedis.client, { prefix: makePrefix(), waitReplicas }),
  )
  keepsContract('the Redis store over ioredis that waits for replicas', async () =>
    createRedisStore(ioRedis, { prefix: makePrefix(), waitReplicas }),
  )

  for (const name of ['node-redis', 'ioredis'])
    test(`the master of a key waits for its replica, over ${name}`, async () => {
      const client = name === 'ioredis' ? ioRedis : nodeRedis.client
      const prefix = makePrefix()
      const [shard] = await readShards(cluster)
      assert.ok(shard)
      const ids = await makeIds(cluster, shard, 3, (id) => `${prefix}session:${id}`)
      const replica = cluster.nodes.find(({ port }) => port === shard.replica)
      assert.ok(replica)
      const store = createRedisStore(client, { prefix, waitReplicas })
      await waitsForReplica(store, replica.server, () => ids.pop() ?? '')
    })

  test('the Redis store answers random calls as the model does', async () => {
    await compareWithModel(createRedisStore(ioRedis, { prefix: makePrefix() }), modelRuns(50))
  })

  test('a replica refuses to read, since it may be behind', async () => {
    const port = await findNode(cluster, 'slave')
    const replica = new Redis({ port, readOnly: true })
    const store = createRedisStore(replica)
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
      await assert.rejects(store.read(id, Date.now()), /READONLY|MOVED/)
    replica.disconnect()
  })

  test('slots that move under load lose nothing', async () => {
    const load = await startLoad(createRedisStore(ioRedis, { prefix: makePrefix() }))
    const [from, to] = (await masters(cluster)).map(({ name }) => name)
    const [{ port } = { port: 0 }] = cluster.nodes
    const where = ['--cluster-from', `${from}`, '--cluster-to', `${to}`, '--cluster-slots', '500']
    const reshard = ['--cluster', 'reshard', `127.0.0.1:${port}`, ...where, '--cluster-yes']
    await promisify(execFile)('redis-cli', reshard, { maxBuffer: 1e8 })
    const before = load.acknowledged()
    await eventually(async () => load.acknowledged() > before + 100)
    assertWhole(await load.stop())
  })

  test('a planned failover under load loses nothing', async () => {
    const load = await startLoad(createRedisStore(ioRedis, { prefix: makePrefix() }))
    const port = await findNode(cluster, 'slave')
    await cluster.ask(port, 'CLUSTER', 'FAILOVER')
    await eventually(async () => (await cluster.ask(port, 'ROLE')).startsWith('master'))
    const before = load.acknowledged()
    await eventually(async () => load.acknowledged() > before + 100)
    assertWhole(await load.stop())
  })
})

function assertWhole({ lost, cameBack, wrong }: LoadReport): void {
  assert.deepEqual({ lost, cameBack, wrong }, { lost: 0, cameBack: 0, wrong: 0 })
}

async function findNode(cluster: RedisCluster, role: 'master' | 'slave'): Promise<number> {
  for (const { port } of cluster.nodes)
    if ((await cluster.ask(port, 'ROLE')).startsWith(role)) return port
  throw new Error(`the cluster has no ${role}`)
}

async function masters(cluster: RedisCluster): Promise<{ name: string }[]> {
  const [{ port } = { port: 0 }] = cluster.nodes
  const lines = (await cluster.ask(port, 'CLUSTER', 'NODES')).trim().split('\n')
  return lines
    .filter((line) => line.includes('master'))
    .map((line) => ({ name: line.split(' ')[0] ?? '' }))
}

/**
 * A Redis Cluster under load loses a master: `node guarantees/cluster-faults.ts [rounds]`. In each round a cluster of three
 * masters and three replicas is started, each shard gets a load of its own, and one master is killed (SIGKILL) or
 * stopped for eight seconds (SIGSTOP, SIGCONT).
 */
import { Cluster } from 'ioredis'
import { createRedisStore } from '../src/redis.ts'
import { type LoadReport, startLoad } from '../src/testing/load.ts'
import { eventually, type RedisCluster, startCluster } from '../src/testing/redis-cluster.ts'
import { makeIds, readShards, type Shard } from '../src/testing/redis-shards.ts'

const rounds = Number(process.argv[2] ?? 3)
for (const fault of ['killed', 'stopped'] as const)
  for (let round = 1; round <= rounds; round++) await runRound(fault, round)

async function runRound(fault: 'killed' | 'stopped', round: number): Promise<void> {
  const cluster = await startCluster()
  const addresses = cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port }))
  const client = new Cluster(addresses, { slotsRefreshInterval: 1000 })
  const store = createRedisStore(client)
  const shards = await readShards(cluster)
  const loads = await Promise.all(
    shards.map(async (shard) => {
      const ids = await makeIds(cluster, shard, 50)
      return startLoad(store, 50, () => ids.pop() ?? '')
    }),
  )
  await pause(2000)
  await breakMaster(cluster, shards, fault)
  await pause(3000)
  const reports = await Promise.all(loads.map((load) => load.stop()))
  console.log(`cluster: a master ${fault}, round ${round}:`)
  for (const [n, report] of reports.entries())
    console.log(`  ${n === 0 ? 'its shard' : 'another  '}: ${describe(report)}`)
  client.disconnect()
  await cluster.close()
}

async function breakMaster(
  cluster: RedisCluster,
  [shard]: readonly Shard[],
  fault: 'killed' | 'stopped',
): Promise<void> {
  const node = cluster.nodes.find(({ port }) => port === shard?.port)
  const other = cluster.nodes.find(({ port }) => port !== shard?.port)
  if (node === undefined || other === undefined) throw new Error('the shard has no master')
  node.server.kill(fault === 'killed' ? 'SIGKILL' : 'SIGSTOP')
  const hasMoved = async (): Promise<boolean> => {
    const nodes = await cluster.ask(other.port, 'CLUSTER', 'NODES')
    const masters = nodes.split('\n').filter((line) => / (myself,)?master - /.test(line))
    return masters.length === 3 && masters.every((line) => !line.includes(`:${node.port}@`))
  }
  await eventually(hasMoved)
  if (fault === 'stopped') {
    await pause(4000)
    node.server.kill('SIGCONT')
  }
}

function describe({
  acknowledged,
  refused,
  longestGap,
  lost,
  cameBack,
  wrong,
}: LoadReport): string {
  const bad = `${lost} lost, ${cameBack} came back, ${wrong} wrong user`
  return `${acknowledged} acknowledged, ${refused} given up, ${bad}, longest without a write ${longestGap} ms`
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

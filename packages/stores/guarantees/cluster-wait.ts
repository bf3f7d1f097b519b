/**
 * What `waitReplicas` does for a failover: `node guarantees/cluster-wait.ts [rounds] [round trip in ms]`. A cluster is started whose
 * replicas are a slow link away from their masters. Sessions of one shard are destroyed and regenerated without a pause; then
 * its master is killed, and what was under way to its replica is lost with it, as when a host fails. Counts the ends of
 * sessions that were acknowledged and are undone after the failover, without the option and with it.
 */
import { Cluster } from 'ioredis'
import type { SessionStore } from '@costrel/session'
import { createRedisStore } from '../src/redis.ts'
import { type DelayingProxy, startDelayingProxy } from '../src/testing/delaying-proxy.ts'
import { eventually, startCluster } from '../src/testing/redis-cluster.ts'
import { readShards } from '../src/testing/redis-shards.ts'
import { makeGeneration, makeId, makeRecord } from './record.ts'

interface Report {
  readonly acknowledged: number
  readonly undone: number
  readonly times: readonly number[]
}

const rounds = Number(process.argv[2] ?? 5)
const delay = Number(process.argv[3] ?? 20)
for (const waitReplicas of [undefined, { count: 1, timeout: 500 }]) {
  const reports: Report[] = []
  for (let round = 0; round < rounds; round++) reports.push(await runRound(waitReplicas))
  const sum = (of: (report: Report) => number): number => reports.reduce((n, r) => n + of(r), 0)
  const times = reports.flatMap((report) => report.times).toSorted((a, b) => a - b)
  const median = times[times.length >> 1]?.toFixed(1)
  const how = waitReplicas === undefined ? 'without waitReplicas' : 'with waitReplicas'
  const counts = `${sum((r) => r.acknowledged)} acknowledged, ${sum((r) => r.undone)} undone`
  console.log(`${how}, ${rounds} masters killed: ${counts}, ${median} ms each`)
}

async function runRound(
  waitReplicas: { count: number; timeout: number } | undefined,
): Promise<Report> {
  const proxies = new Map<number, DelayingProxy>()
  const cluster = await startCluster(async (port) => {
    const proxy = await startDelayingProxy(port)
    proxies.set(port, proxy)
    return proxy.port
  })
  const natMap = Object.fromEntries(
    [...proxies].map(([port, proxy]) => [`127.0.0.1:${proxy.port}`, { host: '127.0.0.1', port }]),
  )
  const addresses = cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port }))
  const client = new Cluster(addresses, { natMap, slotsRefreshInterval: 1000 })
  const options = { prefix: '{one shard}:', ...(waitReplicas && { waitReplicas }) }
  const store = createRedisStore(client, options)
  const master = await findMaster(cluster, proxies)
  const ids = Array.from({ length: 4000 }, makeId)
  await Promise.all(ids.map((id) => store.create(id, makeRecord({ generation: 'g1' }))))
  for (const proxy of proxies.values()) proxy.setDelay(delay)

  const ended: string[] = []
  const times: number[] = []
  const stop = new AbortController()
  const works = Array.from({ length: 8 }, async () => {
    for (let id = ids.pop(); id !== undefined && !stop.signal.aborted; id = ids.pop()) {
      const start = performance.now()
      const done = await end(store, id).catch(() => false)
      if (!done) return
      ended.push(id)
      times.push(performance.now() - start)
    }
  })
  const begun = performance.now()
  await eventually(async () => ended.length > 300 || performance.now() > begun + 3000)
  proxies.get(master.port)?.close()
  master.server.kill('SIGKILL')
  stop.abort()
  await Promise.race([Promise.all(works), new Promise((resolve) => setTimeout(resolve, 500))])
  const acknowledged = [...ended]
  const undone = await countUndone(store, acknowledged)
  client.disconnect()
  for (const proxy of proxies.values()) proxy.close()
  await cluster.close()
  return { acknowledged: acknowledged.length, undone, times }
}

/** Half of the sessions end, of the other half the tokens of before. */
async function end(store: SessionStore, id: string): Promise<boolean> {
  if (isDestroyed(id)) await store.destroy(id)
  else {
    const change = { now: Date.now(), operation: makeGeneration(), generation: 'g1' }
    const { status } = await store.apply(id, { ...change, next: { generation: 'g2' } })
    if (status !== 'applied') return false
  }
  return true
}

function isDestroyed(id: string): boolean {
  return id < '8'
}

async function findMaster(
  cluster: Awaited<ReturnType<typeof startCluster>>,
  proxies: ReadonlyMap<number, DelayingProxy>,
): Promise<(typeof cluster.nodes)[number]> {
  const [{ port: any } = { port: 0 }] = cluster.nodes
  const slot = Number(await cluster.ask(any, 'CLUSTER', 'KEYSLOT', '{one shard}:'))
  const shards = await readShards(cluster)
  const shard = shards.find(({ first, last }) => slot >= first && slot <= last)
  const node = cluster.nodes.find(({ port }) => proxies.get(port)?.port === shard?.port)
  if (node === undefined) throw new Error('no master has the slot')
  return node
}

/** After the failover a session is there again, or opens for a token of before. */
async function countUndone(store: SessionStore, ids: readonly string[]): Promise<number> {
  const [first = ''] = ids
  const read = (id: string): ReturnType<SessionStore['read']> => {
    const late = new Promise<never>((_, reject) => setTimeout(reject, 1000, new Error('late')))
    return Promise.race([store.read(id, Date.now()), late])
  }
  await eventually(async () => read(first).then(() => true))
  let undone = 0
  for (const id of ids) {
    const record = await read(id)
    if (isDestroyed(id) ? record !== null : record?.generation !== 'g2') undone += 1
  }
  return undone
}

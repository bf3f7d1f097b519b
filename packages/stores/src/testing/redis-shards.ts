import { randomBytes } from 'node:crypto'
import type { RedisCluster } from './redis-cluster.ts'

/** A master, its replica and its slots. */
export interface Shard {
  readonly port: number
  readonly replica: number
  readonly first: number
  readonly last: number
}

/** The shards of a cluster, each with its first range of slots. */
export async function readShards(cluster: RedisCluster): Promise<Shard[]> {
  const [{ port } = { port: 0 }] = cluster.nodes
  const lines = (await cluster.ask(port, 'CLUSTER', 'NODES')).trim().split('\n')
  const nodes = lines.map((line) => {
    const [name = '', address = '', flags = '', master = '', , , , , slots = ''] = line.split(' ')
    const [first = 0, last = first] = slots.split('-').map(Number)
    return { name, port: Number(/:(\d+)@/.exec(address)?.[1]), flags, master, first, last }
  })
  return nodes.flatMap(({ name, port, flags, first, last }) => {
    const replica = nodes.find(({ master }) => master === name)
    if (!/master/.test(flags) || replica === undefined) return []
    return [{ port, replica: replica.port, first, last }]
  })
}

/** Gives ids whose keys are in the shard. */
export async function makeIds(
  cluster: RedisCluster,
  shard: Shard,
  count: number,
  keyOf: (id: string) => string = (id) => `costrel:session:${id}`,
): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const id = randomBytes(32).toString('hex')
    const slot = Number(await cluster.ask(shard.port, 'CLUSTER', 'KEYSLOT', keyOf(id)))
    if (slot >= shard.first && slot <= shard.last) ids.push(id)
  }
  return ids
}

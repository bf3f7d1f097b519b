/** Waits for the replica with Bun's Redis client. Started with Bun by a test, with the address and the replica's process. */
import { type BunRedisClient, createRedisStore } from '../redis.ts'
import { waitsForReplica } from './waits-for-replica.ts'

const specifier: string = 'bun'
const { RedisClient }: { RedisClient: new (url?: string) => BunRedisClient & { close(): void } } =
  await import(specifier)

const [, , url, pid] = process.argv
const client = new RedisClient(url)
const store = createRedisStore(client, { waitReplicas: { count: 1, timeout: 300 } })
await waitsForReplica(store, { kill: (signal) => process.kill(Number(pid), signal) })
client.close()
process.stdout.write('waits\n')

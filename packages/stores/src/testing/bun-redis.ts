/** Runs the contract on Bun's Redis client. Started with Bun by a test; prints each fact that does not hold. */
import { storeContract } from '@costrel/session/contract'
import { type BunRedisClient, createRedisStore } from '../redis.ts'
import { makePrefix, REDIS_URL, removePrefix } from './redis.ts'

const specifier: string = 'bun'
const { RedisClient }: { RedisClient: new (url: string) => BunRedisClient & { close(): void } } =
  await import(specifier)

const client = new RedisClient(REDIS_URL)
const prefix = makePrefix()
let count = 0
for (const [fact, check] of Object.entries(storeContract)) {
  const store = createRedisStore(client, { prefix: `${prefix}${count}:` })
  try {
    await check({ createStore: async () => store })
    count += 1
  } catch (error) {
    process.stdout.write(`${fact}: ${String(error)}\n`)
    process.exitCode = 1
  }
}
client.close()
await removePrefix(prefix)
process.stdout.write(`${count} facts hold\n`)

import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { createClient } from 'redis'

/** Where the tests' Redis is. */
export const REDIS_URL: string = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379'

/** Why there is no Redis to test on; `undefined` when there is one. */
export async function findRedis(): Promise<string | undefined> {
  const client = createClient({ url: REDIS_URL, socket: { reconnectStrategy: false } })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.close()
    return undefined
  } catch {
    return `no Redis answers at ${REDIS_URL}`
  }
}

/** A prefix that nobody else uses. */
export function makePrefix(): string {
  return `costrel-test-${randomBytes(6).toString('hex')}:`
}

/** Removes all keys under the prefix. */
export async function removePrefix(prefix: string): Promise<void> {
  const redis = new Redis(REDIS_URL)
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
    if (Array.isArray(keys) && keys.length > 0) await redis.unlink(...keys.map(String))
  }
  redis.disconnect()
}

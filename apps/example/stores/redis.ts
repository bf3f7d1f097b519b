import { createRedisStore } from '@costrel/stores/redis'
import { createClient } from 'redis'
import { PATIENCE, type OpenStore } from './open-store.ts'
import { within } from './within.ts'

/** Keeps the sessions in Redis, which drops what has ended by itself. */
export async function openRedis(url: string, prefix: string): Promise<OpenStore> {
  let hasAnswered = false
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      // At the start one try decides; a connection that is lost later is made again.
      reconnectStrategy: (tries) => hasAnswered && Math.min(50 * tries, 1_000),
    },
  })
  // The requests that find no connection tell of it.
  client.on('error', () => {})
  try {
    await within(PATIENCE, connect())
  } catch (error) {
    if (client.isOpen) client.destroy()
    throw error
  }
  return {
    store: createRedisStore(client, { prefix }),
    async close() {
      if (client.isReady) await client.close()
      else client.destroy()
    },
  }

  async function connect(): Promise<void> {
    await client.connect()
    await client.ping() // a password that is missing is found here
    hasAnswered = true
  }
}

import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import { createMovedRoutes, MOVED } from './app.ts'
import type { Flask } from './flasks.ts'
import { createProxy } from './proxy.ts'
import { startFlask } from './start-flask.ts'

/** Both apps on one port. */
export interface Site {
  readonly origin: string
  stop(): void
}

/**
 * Starts Flask, our routes, and the proxy before both.
 *
 * @param port where the proxy listens; 0 for a free one
 * @param flasks of which the first that is there runs. Default: those of this machine
 * @throws Error when there is no Flask, the secret can be guessed, or the port is taken (rejects)
 */
export async function startSite(
  secretKey: string,
  port: number,
  flasks?: readonly Flask[],
): Promise<Site> {
  const ours = createMovedRoutes(secretKey) // first, since it refuses a weak secret
  const old = await startFlask(secretKey, flasks)
  const fetch = createProxy(MOVED, (request) => ours.fetch(request), old.origin)
  const server = createAdaptorServer({ fetch }).listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    old.stop()
    throw error
  }
  const address = server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  return {
    origin: `http://127.0.0.1:${listening}`,
    stop() {
      server.close()
      old.stop()
    },
  }
}

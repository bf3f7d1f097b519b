import { serve } from '@hono/node-server'
import { createMovedRoutes, MOVED } from './app.ts'
import { createProxy } from './proxy.ts'
import { startFlask } from './start-flask.ts'

/** Both apps on one port. */
export interface Site {
  readonly origin: string
  stop(): void
}

/** Starts Flask, our routes, and the proxy before both. */
export async function startSite(secretKey: string, port: number): Promise<Site> {
  const old = await startFlask(secretKey)
  const ours = createMovedRoutes(secretKey)
  const fetch = createProxy(MOVED, (request) => ours.fetch(request), old.origin)
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = serve({ fetch, port, hostname: '127.0.0.1' }, (info) => resolve(info.port))
  const origin = `http://127.0.0.1:${await promise}`
  return {
    origin,
    stop() {
      server.close()
      old.stop()
    },
  }
}

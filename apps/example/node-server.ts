import { Server } from 'node:http'
import type { ServerType } from '@hono/node-server'
import { exitWithoutPort, stopOnSignal } from './process.ts'

/** Ends the process when the port cannot be listened on, and when a signal asks for it. */
export function supervise(server: ServerType): void {
  server.once('error', exitWithoutPort)
  stopOnSignal(() => stop(server))
}

/** `close()` leaves a connection open that becomes idle after it, until its keep-alive ends: those are swept away. */
function stop(server: ServerType): void {
  if (!(server instanceof Server)) throw new TypeError('the example is served by node:http')
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  server.close(() => clearInterval(sweep))
}

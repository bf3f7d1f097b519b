import { Server } from 'node:http'
import type { ServerType } from '@hono/node-server'
import { exitWithoutPort, stopOnSignal } from './process.ts'

/**
 * Ends the process when the port cannot be listened on, and when a signal asks for it.
 *
 * @param close lets go of what the requests used, when the last of them is answered
 */
export function supervise(server: ServerType, close: () => unknown): void {
  server.once('error', exitWithoutPort)
  stopOnSignal(() => stop(server, close))
}

/** `close()` leaves a connection open that becomes idle after it, until its keep-alive ends: those are swept away. */
function stop(server: ServerType, close: () => unknown): void {
  if (!(server instanceof Server)) throw new TypeError('the example is served by node:http')
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  server.close(() => {
    clearInterval(sweep)
    close()
  })
}

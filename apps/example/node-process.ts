import { Server } from 'node:http'
import type { ServerType } from '@hono/node-server'

/** Ends a process that cannot start: one line, no stack, exit code 1. */
export function exitWith(problem: string): never {
  console.error(problem)
  process.exit(1)
}

/** Says where the app is. */
export function announce({ port }: { readonly port: number }): void {
  console.log(`Costrel example on http://localhost:${port}`)
}

/**
 * Ends the process as an orchestrator or Ctrl-C asks: no new connections, open requests finish, exit code 0. A second
 * signal ends it at once, and so does a port that cannot be listened on.
 */
export function supervise(server: ServerType): void {
  server.once('error', ({ message }) => exitWith(`${message}; name another port with PORT`))
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop(server))
}

/** `close()` leaves a connection open that becomes idle after it, until its keep-alive ends: those are swept away. */
function stop(server: ServerType): void {
  if (!(server instanceof Server)) throw new TypeError('the example is served by node:http')
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const end = setTimeout(() => server.closeAllConnections(), PATIENCE)
  server.close(() => {
    clearInterval(sweep)
    clearTimeout(end)
  })
}

/** Milliseconds that open requests have to finish. */
const PATIENCE = 10_000

import { connect, createServer, type Socket } from 'node:net'

/** A proxy that answers late, as a far or crowded network does. */
export interface DelayingProxy {
  readonly port: number
  /** Milliseconds that a round trip takes from now on; half of it is spent each way. */
  setDelay(roundTrip: number): void
  /** Drops what is under way, as a host that fails. */
  close(): void
}

/** Starts a proxy before a server on this machine. It delays nothing yet. */
export async function startDelayingProxy(
  target: number,
  host = '127.0.0.1',
): Promise<DelayingProxy> {
  const sockets = new Set<Socket>()
  const line = { delay: 0 }
  const server = createServer((client) => {
    const upstream = connect(target, host)
    sockets.add(client).add(upstream)
    for (const socket of [client, upstream]) socket.setNoDelay(true).on('error', () => {})
    pass(client, upstream, line)
    pass(upstream, client, line)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    setDelay: (roundTrip) => {
      line.delay = roundTrip / 2
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** Passes chunks on in their order, each late. What is under way when one side closes is lost. */
function pass(from: Socket, to: Socket, line: { readonly delay: number }): void {
  const under: NodeJS.Timeout[] = []
  let last = 0
  from.on('data', (chunk) => {
    const now = performance.now()
    last = Math.max(last, now + line.delay)
    if (last === now) to.write(chunk)
    else under.push(setTimeout(() => to.write(chunk), last - now))
  })
  from.on('close', () => {
    for (const timer of under) clearTimeout(timer)
    to.destroy()
  })
}

import { connect, createServer, type Socket } from 'node:net'

/** A proxy that counts round trips on the wire. */
export interface CountingProxy {
  readonly port: number
  /** How often the client spoke after the server had, or at first, since it was asked before. */
  count(): number
  close(): void
}

/** Starts a proxy before a server on this machine. */
export async function startCountingProxy(url: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let trips = 0
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let speaker = 'server'
    client.on('data', (chunk) => {
      if (speaker === 'server') trips += 1
      speaker = 'client'
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      speaker = 'server'
      client.write(chunk)
    })
    sockets.add(client).add(upstream)
    tie(client, upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    count() {
      const counted = trips
      trips = 0
      return counted
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function tie(client: Socket, upstream: Socket): void {
  for (const socket of [client, upstream]) {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => {
      client.destroy()
      upstream.destroy()
    })
  }
}

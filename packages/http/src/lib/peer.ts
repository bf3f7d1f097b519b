/**
 * Finds the address at the other end of the connection, where the runtime tells it: the last proxy's, or the client's
 * when there is none. It stands in the first argument behind the request: `{ incoming }` of `@hono/node-server`, the
 * server of `Bun.serve`, the information of `Deno.serve`. Workers and sockets without addresses have none.
 *
 * @param request the very request that the runtime made: Bun knows no other
 * @param rest the further arguments of the fetch handler
 */
export function findPeer(request: Request, rest: readonly unknown[]): string | undefined {
  const [given] = rest
  const address =
    read(read(read(given, 'incoming'), 'socket'), 'remoteAddress') ??
    read(read(given, 'remoteAddr'), 'hostname') ??
    read(askBun(given, request), 'address')
  return typeof address === 'string' ? address : undefined
}

function askBun(server: unknown, request: Request): unknown {
  const requestIP = read(server, 'requestIP')
  return typeof requestIP === 'function' ? Reflect.apply(requestIP, server, [request]) : undefined
}

function read(target: unknown, name: string): unknown {
  return typeof target === 'object' && target !== null ? Reflect.get(target, name) : undefined
}

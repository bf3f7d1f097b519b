/**
 * The IP address of the client that sent a request, as `proxyFix` found it: from `X-Forwarded-For` when proxies are
 * trusted for it, otherwise the address at the other end of the connection. One text for each address: IPv6 as RFC 5952
 * writes it, `::ffff:192.0.2.1` as `192.0.2.1`, never a port.
 *
 * @param request the one that the handler was given, or the one that came in
 * @returns `undefined` when no `proxyFix` has seen the request, when the runtime tells no address, and when a trusted
 * proxy wrote something that is none
 */
export function getClientAddress(request: Request): string | undefined {
  return addresses.get(request)
}

/** Remembers a request's client for as long as the request lives. */
export function setClientAddress(request: Request, address: string | undefined): void {
  if (address !== undefined) addresses.set(request, address)
}

/** A note on each request and no state of its own: nobody can list it, and it ends with the requests. */
const addresses = new WeakMap<Request, string>()

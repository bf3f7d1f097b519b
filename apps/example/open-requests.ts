import type { FetchHandler } from '@costrel/http'

/** A handler, and a way to wait for its requests. */
export interface Tracked {
  readonly fetch: FetchHandler
  /** Settles when the requests that are open now have been answered. */
  finished(): Promise<void>
}

/**
 * Keeps count of the requests in hand. Deno's `shutdown()` waits for open requests but cuts off bodies that are still
 * arriving; waiting for these requests first lets them finish.
 */
export function trackRequests(handler: FetchHandler): Tracked {
  const open = new Set<Promise<Response>>()
  async function fetch(request: Request): Promise<Response> {
    const response = Promise.resolve(handler(request))
    open.add(response)
    try {
      return await response
    } finally {
      open.delete(response)
    }
  }
  return {
    fetch,
    finished: async () => {
      await Promise.allSettled(open)
    },
  }
}

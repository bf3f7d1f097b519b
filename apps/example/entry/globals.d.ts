/** What the entries use of Bun. */
declare const Bun: {
  serve(options: {
    readonly port: number
    readonly fetch: (request: Request) => Response | Promise<Response>
  }): {
    readonly port: number
    /** Settles when the open requests have finished. */
    stop(): Promise<void>
  }
}

/** What the entries use of Deno. */
declare const Deno: {
  serve(
    options: {
      readonly port: number
      readonly onListen: (address: { readonly port: number }) => void
    },
    handler: (request: Request) => Response | Promise<Response>,
  ): {
    /** Settles when the open requests have finished. */
    shutdown(): Promise<void>
  }
}

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

/** What the entry uses of Bun's SQLite. */
declare module 'bun:sqlite' {
  export class Database {
    constructor(file: string)
    exec(sql: string): unknown
    prepare(sql: string): { all(...values: (string | number | bigint | null)[]): unknown[] }
    close(): void
  }
}

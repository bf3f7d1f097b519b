/** `node serve.ts <name>`: serves one peer on a free port of loopback and prints it; Bun and Deno by their own servers. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve as serveOnNode } from '@hono/node-server'
import { peers } from '../peers/index.ts'
import type { FetchHandler } from '../peers/peer.ts'

interface Settings {
  readonly hostname: string
  readonly port: number
}

/** What is used of Bun and Deno, which compile without Node's types. */
interface Globals {
  readonly Bun?: { serve(options: Settings & { fetch: FetchHandler }): { readonly port: number } }
  readonly Deno?: {
    serve(
      options: Settings & { onListen: (address: Pick<Settings, 'port'>) => void },
      fetch: FetchHandler,
    ): unknown
  }
}

const LOOPBACK: Settings = { hostname: '127.0.0.1', port: 0 }
const { Bun, Deno } = globalThis as Globals
const app = peers.find(({ name }) => name === process.argv[2])?.app

if (app === undefined) throw new Error(`no peer is named ${process.argv[2]}`)
if ('listener' in app) {
  const server = createServer(app.listener)
  server.listen(LOOPBACK.port, LOOPBACK.hostname, () => tell(server.address() as AddressInfo))
} else if (Bun !== undefined) {
  tell(Bun.serve({ ...LOOPBACK, fetch: app.fetch }))
} else if (Deno !== undefined) {
  Deno.serve({ ...LOOPBACK, onListen: tell }, app.fetch)
} else {
  serveOnNode({ ...LOOPBACK, fetch: app.fetch }, tell)
}

function tell({ port }: { readonly port: number }): void {
  console.log(`listening on ${port}`)
}

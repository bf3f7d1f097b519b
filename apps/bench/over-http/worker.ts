/** Serves one peer in workerd: the one that `env.PEER` names. */
import type { FetchHandler } from '../peers/peer.ts'
import { webPeers } from '../peers/web-peers.ts'

interface Env {
  readonly PEER: string
}

let app: { readonly fetch: FetchHandler } | undefined

export default {
  fetch(request: Request, env: Env): Response | Promise<Response> {
    app ??= findApp(env.PEER)
    return app.fetch(request)
  },
}

function findApp(peer: string): { readonly fetch: FetchHandler } {
  const app = webPeers.find(({ name }) => name === peer)?.app
  if (app === undefined || 'listener' in app) throw new Error(`no peer is named ${peer}`)
  return app
}

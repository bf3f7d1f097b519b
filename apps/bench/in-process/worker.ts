/**
 * The table's requests inside workerd, whose clock stands still while a request runs: `/peers` says who did the work, and
 * `/time?name=…&request=…&calls=…` makes the calls while somebody outside holds the watch.
 */
import { REQUEST_NAMES } from '../peers/peer.ts'
import { webPeers } from '../peers/web-peers.ts'
import { checkPeers, prepareRequest, type CheckedPeer } from './rows.ts'

let checked: CheckedPeer[] = []

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    return pathname === '/peers' ? listPeers() : makeCalls(searchParams)
  },
}

async function listPeers(): Promise<Response> {
  const failures: { name: string; error: string }[] = []
  checked = await checkPeers(webPeers, (name, error) => {
    failures.push({ name, error: String(error) })
  })
  const peers = checked.map(({ name, base, kind, bytes }) => ({ name, base, kind, bytes }))
  return Response.json({ peers, failures })
}

async function makeCalls(query: URLSearchParams): Promise<Response> {
  const peer = checked.find(({ name }) => name === query.get('name'))
  const request = REQUEST_NAMES.find((name) => name === query.get('request'))
  if (peer === undefined || request === undefined) return new Response(null, { status: 404 })
  const run = prepareRequest(peer, request)
  const calls = Number(query.get('calls'))
  for (let call = 0; call < calls; call += 1) await run()
  return new Response()
}

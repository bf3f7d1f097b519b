import { bases } from './bases.ts'
import { floor } from './floor.ts'
import { honoPeers } from './hono-peers.ts'
import { mountedPeers } from './mounted-peers.ts'
import { ours } from './ours.ts'
import { ownRouters } from './own-routers.ts'
import type { Peer } from './peer.ts'

/** Everything that speaks Request and Response, on any runtime. */
export const webPeers: Peer[] = [
  ...bases,
  floor,
  ...ours,
  ...honoPeers,
  ...mountedPeers,
  ...ownRouters,
]

import { expressPeers } from './express-peers.ts'
import type { Peer } from './peer.ts'
import { webPeers } from './web-peers.ts'

/** Everything that is timed in one process. */
export const peers: Peer[] = [...webPeers, ...expressPeers]

import { bases } from './bases.ts'
import { floor } from './floor.ts'
import { honoPeers } from './hono-peers.ts'
import { otherFrameworks } from './other-frameworks.ts'
import { ours } from './ours.ts'
import type { Peer } from './peer.ts'

/** Everything that is timed in one process. */
export const peers: Peer[] = [...bases, floor, ...ours, ...honoPeers, ...otherFrameworks]

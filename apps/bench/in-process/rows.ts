import { checkPeer } from '../peers/check-peer.ts'
import {
  OTHER_COOKIES,
  REQUEST_NAMES,
  REQUESTS,
  type Peer,
  type RequestName,
} from '../peers/peer.ts'
import { measure, type MeasureOptions, type Subject, type Timing } from './measure.ts'

/** One peer's line of the table. */
export interface Row<T = Timing> extends Pick<Peer, 'name' | 'base' | 'kind'> {
  /** Bytes of the session's cookies, names and values. */
  readonly bytes: number
  readonly timings: Readonly<Record<RequestName, T>>
}

/** A peer that did the work, with the cookies of its session. */
export interface CheckedPeer extends Pick<Peer, 'name' | 'base' | 'kind'> {
  readonly peer: Peer
  readonly cookies: string
  readonly bytes: number
}

/** Checks each peer. What this runtime does not carry is told and left out. */
export async function checkPeers(
  peers: readonly Peer[],
  onFailure: (name: string, error: unknown) => void,
): Promise<CheckedPeer[]> {
  const checked: CheckedPeer[] = []
  for (const peer of peers) {
    const { name, base, kind } = peer
    try {
      checked.push({ name, base, kind, peer, ...(await checkPeer(peer)) })
    } catch (error) {
      onFailure(name, error)
    }
  }
  return checked
}

/** One of the four requests to a peer, ready to be repeated. */
export function prepareRequest(
  { peer, cookies }: CheckedPeer,
  request: RequestName,
): () => unknown {
  const { path, hasCookie } = REQUESTS[request]
  return peer.prepare(path, hasCookie ? cookies : OTHER_COOKIES)
}

/** Times the four requests of each peer; all peers answer one request before the next one is asked. */
export async function measureRows<P extends Omit<Row, 'timings'>>(
  peers: readonly P[],
  clock: (peer: P, request: RequestName) => Subject['time'],
  options: MeasureOptions,
): Promise<Row[]> {
  const subjects = REQUEST_NAMES.flatMap((request) =>
    peers.map((peer) => ({ name: `${peer.name} · ${request}`, time: clock(peer, request) })),
  )
  const timings = await measure(subjects, options)
  const timingOf = (name: string, request: RequestName): Timing => {
    const timing = timings.get(`${name} · ${request}`)
    if (timing === undefined) throw new Error(`${name} was not timed`)
    return timing
  }
  return peers.map(({ name, base, kind, bytes }) => ({
    name,
    base,
    kind,
    bytes,
    timings: {
      untouched: timingOf(name, 'untouched'),
      'anonymous read': timingOf(name, 'anonymous read'),
      read: timingOf(name, 'read'),
      write: timingOf(name, 'write'),
    },
  }))
}

/** One run of the table in one process: `node in-process.ts <rounds> <milliseconds a slice>`. Prints JSON. */
import { checkPeer } from './check-peer.ts'
import { measure, type Timing } from './measure.ts'
import { peers } from './peers/index.ts'
import {
  OTHER_COOKIES,
  REQUEST_NAMES,
  REQUESTS,
  type Peer,
  type RequestName,
} from './peers/peer.ts'

export interface Row extends Pick<Peer, 'name' | 'base' | 'kind'> {
  /** Bytes of the session's cookies, names and values. */
  readonly bytes: number
  readonly timings: Readonly<Record<RequestName, Timing>>
}

const [rounds = '60', slice = '4', only = ''] = process.argv.slice(2)
const isOtherRuntime = 'Bun' in globalThis || 'Deno' in globalThis
const chosen = peers.filter(({ name, kind }) => kind === 'base' || new RegExp(only).test(name))

const checked = []
for (const peer of chosen) {
  try {
    checked.push({ peer, ...(await checkPeer(peer)) })
  } catch (error) {
    // another runtime may not carry a peer; ours and the floor have to be there
    if (!isOtherRuntime) throw error
    process.stderr.write(`${peer.name} is left out: ${String(error).split('\n', 1)[0]}\n`)
  }
}

const subjects = checked.flatMap(({ peer, cookies }) =>
  REQUEST_NAMES.map((request) => {
    const { path, hasCookie } = REQUESTS[request]
    return {
      name: `${peer.name} · ${request}`,
      run: peer.prepare(path, hasCookie ? cookies : OTHER_COOKIES),
    }
  }),
)
const isTerminal = process.stderr.isTTY
const timings = await measure(subjects, {
  rounds: Number(rounds),
  slice: Number(slice),
  onRound: (round) => {
    if (isTerminal) process.stderr.write(`\r  round ${round} of ${rounds} `)
  },
})
if (isTerminal) process.stderr.write('\r\x1b[K')

const rows = checked.map(({ peer: { name, base, kind }, bytes }) => ({
  name,
  base,
  kind,
  bytes,
  timings: Object.fromEntries(
    REQUEST_NAMES.map((request) => [request, timings.get(`${name} · ${request}`)]),
  ),
}))
process.stdout.write(`${JSON.stringify(rows)}\n`)
process.exit() // h3 and React Router keep nothing open; a store's sweep might

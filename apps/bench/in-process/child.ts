/** One run of the table in one process: `node child.ts <rounds> <milliseconds a slice>`. Prints JSON. */
import { peers } from '../peers/index.ts'
import { timeCalls } from './measure.ts'
import { checkPeers, measureRows, prepareRequest } from './rows.ts'

process.noDeprecation = true // light-my-request's, which nobody can mend here
const [rounds = '60', slice = '2'] = process.argv.slice(2)
const isOtherRuntime = 'Bun' in globalThis || 'Deno' in globalThis

const checked = await checkPeers(peers, (name, error) => {
  // another runtime may not carry a peer; ours and the floor have to be there
  if (!isOtherRuntime) throw error
  process.stderr.write(`${name} is left out: ${String(error).split('\n', 1)[0]}\n`)
})
const rows = await measureRows(
  checked,
  (peer, request) => timeCalls(prepareRequest(peer, request)),
  {
    rounds: Number(rounds),
    slice: Number(slice),
    onRound: (round) => {
      if (process.stderr.isTTY) process.stderr.write(`\r  round ${round} of ${rounds} \x1b[K`)
    },
  },
)
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
process.stdout.write(`${JSON.stringify(rows)}\n`, () => {
  process.exit() // a store's sweep keeps the process
})

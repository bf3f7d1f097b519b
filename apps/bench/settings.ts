import { parseArgs } from 'node:util'

/** How long everything takes. */
export interface Settings {
  readonly smoke: boolean
  /** Rounds of one run in one process. */
  readonly rounds: number
  /** Runs in one process, of which the quietest counts. */
  readonly runs: number
  /** Counted rounds over HTTP. */
  readonly httpRounds: number
  /** Seconds that one request of one server is asked in one round. */
  readonly seconds: number
  /** `wrk` or `autocannon`; by default wrk where it is there. */
  readonly load: string | undefined
  /** As it was typed. */
  readonly command: string
}

/** Reads the command line. What is there to shorten a trial shows in the results, as a part of the command. */
export function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      smoke: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '60' },
      runs: { type: 'string', default: '3' },
      'http-rounds': { type: 'string', default: '3' },
      seconds: { type: 'string', default: '1' },
      load: { type: 'string' },
    },
  })
  return {
    smoke: values.smoke,
    rounds: toNumber('rounds', values.rounds),
    runs: toNumber('runs', values.runs),
    httpRounds: toNumber('http-rounds', values['http-rounds']),
    seconds: toNumber('seconds', values.seconds),
    load: values.load,
    command: ['pnpm bench', ...args].join(' '),
  }
}

function toNumber(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new RangeError(`--${name} must be a number above 0`)
  return value
}

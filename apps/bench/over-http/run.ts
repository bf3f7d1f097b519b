/** One field of servers, asked in turn. */
import { inTurn } from '../in-process/measure.ts'
import { checkPeer } from '../peers/check-peer.ts'
import { OTHER_COOKIES, REQUESTS, toAnswer, type Asked, type RequestName } from '../peers/peer.ts'
import { cpuSeconds } from '../processes.ts'
import type { Contestant, Field, Server } from './contestants.ts'
import type { Load } from './load.ts'
import { toRate, type Rate, type Sample } from './rate.ts'

interface HttpRow {
  readonly name: string
  readonly rates: Partial<Record<RequestName, Rate>>
}

/** One runtime's servers. */
export interface HttpRun {
  readonly runtime: string
  /** Who asked. */
  readonly load: string
  readonly rows: readonly HttpRow[]
}

export interface HttpOptions {
  readonly load: Load
  readonly requests: readonly RequestName[]
  /** After one that warms up. */
  readonly rounds: number
  /** How long one request of one server is asked in one round. */
  readonly seconds: number
  readonly onRound?: (round: number) => void
}

/** Starts all servers, checks that each does the work, and asks them in turn; those that wait cost nothing. */
export async function measureHttp(
  { runtime, contestants }: Omit<Field, 'leftOut'>,
  options: HttpOptions,
): Promise<HttpRun> {
  const ready: Ready[] = []
  try {
    for (const contestant of contestants) ready.push(await getReady(contestant))
    for (let round = 0; round <= options.rounds; round += 1) {
      for (const request of options.requests) {
        for (const server of inTurn(ready, round)) await ask(server, request, round > 0, options)
      }
      options.onRound?.(round)
    }
  } finally {
    await Promise.all(ready.map(({ server }) => server.end()))
  }
  return { runtime, load: options.load.name, rows: ready.map(toRow) }
}

interface Ready {
  readonly name: string
  readonly server: Server
  readonly cookies: string
  readonly samples: Map<RequestName, Sample[]>
}

async function getReady({ name, kind, start }: Contestant): Promise<Ready> {
  const server = await start()
  try {
    const asked: Asked = {
      name,
      kind,
      ask: async (path, cookie) =>
        toAnswer(await fetch(`${server.url}${path}`, { headers: { cookie } })),
    }
    const { cookies } = await checkPeer(asked)
    return { name, server, cookies, samples: new Map() }
  } catch (error) {
    await server.end()
    throw error
  }
}

async function ask(
  { server, cookies, samples }: Ready,
  request: RequestName,
  counts: boolean,
  { load, seconds }: HttpOptions,
): Promise<void> {
  const { path, hasCookie } = REQUESTS[request]
  const job = {
    url: `${server.url}${path}`,
    cookie: hasCookie ? cookies : OTHER_COOKIES,
    seconds,
  }
  let sample = await take(server, () => load.run(job))
  // on a machine that is busy with something else a second may pass without a response
  for (let again = 0; again < 4 && sample.perSecond === 0; again += 1) {
    sample = await take(server, () => load.run(job))
  }
  const list = samples.get(request) ?? []
  samples.set(request, list)
  if (counts) list.push(sample)
}

async function take(server: Server, run: () => Promise<number>): Promise<Sample> {
  const [cpu, start] = [cpuSeconds(server), performance.now()]
  const perSecond = await run()
  const busy = (cpuSeconds(server) - cpu) / ((performance.now() - start) / 1000)
  return { perSecond, busy }
}

function toRow({ name, samples }: Ready): HttpRow {
  const rates = [...samples].map(([request, list]) => [request, toRate(list)] as const)
  return { name, rates: Object.fromEntries(rates) }
}

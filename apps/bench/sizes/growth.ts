/** How the cost of a signed session grows with its keys and its size. */
import { createSessions } from '@costrel/session'
import { measure, timeCalls } from '../in-process/measure.ts'
import { SECRET } from '../peers/peer.ts'

export interface Growth {
  readonly name: string
  readonly unit: string
  readonly points: readonly { readonly x: number; readonly ns: number }[]
  /** The straight line through the points: nanoseconds at 0, nanoseconds a unit, and how much of the variance it takes. */
  readonly fit: Fit
}

interface Fit {
  readonly base: number
  readonly slope: number
  readonly r2: number
}

const KEYS = [1, 5, 10, 25, 50, 75, 100]
const BYTES = [100, 500, 1000, 1500, 2000, 2500]

/** Reads and writes at each size. */
export async function measureGrowth(rounds: number): Promise<Growth[]> {
  return [
    ...(await grow('keys', KEYS, byKeys, rounds)),
    ...(await grow('bytes of JSON', BYTES, bySize, rounds)),
  ]
}

function byKeys(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']))
}

function bySize(bytes: number): Record<string, string> {
  return { key0: 'x'.repeat(bytes - 11) } // and {"key0":""}
}

async function grow(
  unit: string,
  sizes: readonly number[],
  makeData: (size: number) => Record<string, string>,
  rounds: number,
): Promise<Growth[]> {
  const subjects = []
  for (const size of sizes) subjects.push(...(await createSubjects(size, makeData(size))))
  const timings = await measure(subjects, { rounds, slice: 2 })
  return ['read', 'write'].map((name) => {
    const points = sizes.map((x) => ({ x, ns: timings.get(`${name} ${x}`)?.ns ?? Number.NaN }))
    return { name, unit, points, fit: fitLine(points) }
  })
}

async function createSubjects(size: number, data: Record<string, string>) {
  const sessions = createSessions<Record<string, unknown>>({ secrets: [SECRET] })
  const url = 'https://shop.example/'
  const first = await sessions.open(new Request(url))
  for (const [key, value] of Object.entries(data)) first.set(key, value)
  const [line = ''] = (await sessions.commit(first, new Response())).headers.getSetCookie()
  const request = new Request(url, { headers: { cookie: line.split(';', 1)[0] ?? '' } })
  const run = async (isWrite: boolean): Promise<Response> => {
    const session = await sessions.open(request)
    if (session.get('key0') !== data['key0']) throw new Error('the session does not read back')
    if (isWrite) session.set('n', (count += 1))
    return sessions.commit(session, new Response())
  }
  return [
    { name: `read ${size}`, time: timeCalls(() => run(false)) },
    { name: `write ${size}`, time: timeCalls(() => run(true)) },
  ]
}

let count = 0

function fitLine(points: Growth['points']): Fit {
  const [mx, my] = [mean(points.map(({ x }) => x)), mean(points.map(({ ns }) => ns))]
  const sum = (value: (x: number, y: number) => number): number =>
    points.reduce((total, { x, ns }) => total + value(x - mx, ns - my), 0)
  const slope = sum((x, y) => x * y) / sum((x) => x * x)
  const rest = points.reduce((total, { x, ns }) => total + (ns - my - slope * (x - mx)) ** 2, 0)
  return { base: my - slope * mx, slope, r2: 1 - rest / sum((_x, y) => y * y) }
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}

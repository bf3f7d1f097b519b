/**
 * Whether updates and reads of one key could have happened one after another, each between its call and its answer:
 * `node guarantees/linear.ts [engine …]`. Ten clients add 1 to a counter 20 times each, by comparing and trying again,
 * while five read it all the time.
 */
import type { SessionStore } from '@costrel/session'
import { makeGeneration, makeId, makeRecord } from './record.ts'
import { openStores } from './stores.ts'

/** A call that ended: an update made this value, or a read saw it. */
interface Step {
  readonly kind: 'update' | 'read'
  readonly start: number
  readonly end: number
  readonly value: number
}

const engines = process.argv.slice(2)
for (const engine of engines.length > 0 ? engines : Object.keys(openStores)) {
  const opened = await openStores[engine]?.()
  if (opened === undefined) throw new RangeError(`${engine} is no engine`)
  const { stores, close } = opened
  const steps = await record(stores)
  await close()
  const updates = steps.filter(({ kind }) => kind === 'update')
  const wrong = countWrong(updates, steps)
  console.log(`${engine}: ${updates.length} updates, ${steps.length} calls, ${wrong} out of order`)
}

async function record(stores: readonly [SessionStore, ...SessionStore[]]): Promise<Step[]> {
  const id = makeId()
  const steps: Step[] = []
  const timed = async (kind: Step['kind'], run: () => Promise<number>): Promise<void> => {
    const start = performance.now()
    const value = await run()
    steps.push({ kind, start, end: performance.now(), value })
  }
  await stores[0].create(id, makeRecord({ data: {}, generation: 'g1' }))
  const stop = new AbortController()
  const readers = Array.from({ length: 5 }, async (_, n) => {
    while (!stop.signal.aborted) await timed('read', () => readCounter(pick(stores, n), id))
  })
  const writers = Array.from({ length: 10 }, async (_, n) => {
    for (let m = 0; m < 20; m++) await timed('update', () => increment(pick(stores, n), id))
  })
  await Promise.all(writers)
  stop.abort()
  await Promise.all(readers)
  return steps
}

/** Values grow by one and are made once each, so that order in time and order of values can be compared pair by pair. */
function countWrong(updates: readonly Step[], steps: readonly Step[]): number {
  const values = new Set(updates.map(({ value }) => value))
  let wrong = updates.length - values.size
  for (const step of steps) {
    const before = updates.filter(({ end }) => end < step.start)
    const begun = updates.filter(({ start }) => start < step.end)
    const least = Math.max(0, ...before.map(({ value }) => value))
    const isNewer = step.kind === 'update' ? step.value > least : step.value >= least
    if (!isNewer || step.value > Math.max(0, ...begun.map(({ value }) => value))) wrong += 1
  }
  return wrong
}

async function increment(store: SessionStore, id: string): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const record = await store.read(id, Date.now())
    const text = record?.data['n'] ?? null
    const value = Number(text) + 1
    const change = { now: Date.now(), operation: makeGeneration(), generation: 'g1' }
    const ifKey = { key: 'n', text }
    const { status } = await store.apply(id, { ...change, ifKey, set: { n: `${value}` } })
    if (status === 'applied') return value
    const ceiling = 5 * 2 ** Math.min(attempt, 6)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling))
  }
}

async function readCounter(store: SessionStore, id: string): Promise<number> {
  const record = await store.read(id, Date.now())
  await new Promise((resolve) => setTimeout(resolve, 1))
  return Number(record?.data['n'] ?? 0)
}

function pick(stores: readonly [SessionStore, ...SessionStore[]], n: number): SessionStore {
  return stores[n % stores.length] ?? stores[0]
}

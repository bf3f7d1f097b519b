/**
 * Parallel requests against one store: `node guarantees/parallel.ts [engine …]`. Prints what became of
 * 50 writers of a key each (200 rounds), of 50 updates of one key, and of a destroy between slow requests (1,000 rounds).
 */
import type { SessionChange, SessionStore } from '@costrel/session'
import { makeGeneration, makeId, makeRecord } from './record.ts'
import { openStores } from './stores.ts'

type Stores = readonly [SessionStore, ...SessionStore[]]

const engines = process.argv.slice(2)
for (const engine of engines.length > 0 ? engines : Object.keys(openStores)) {
  const opened = await openStores[engine]?.()
  if (opened === undefined) throw new RangeError(`${engine} is no engine`)
  const { stores, close } = opened
  await report(engine, '50 writers of a key each, 200 rounds: fewest kept', () => writers(stores))
  await report(engine, '50 updates of one key, 20 rounds: lowest result', () => updates(stores))
  await report(engine, 'destroyed between slow requests, 1,000 rounds: came back', () =>
    destroys(stores),
  )
  await report(engine, '20 rotations at once, 100 rounds: most generations made', () =>
    rotations(stores),
  )
  await close()
}

async function report(engine: string, what: string, run: () => Promise<number>): Promise<void> {
  const start = performance.now()
  const figure = await run()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${engine}: ${what}: ${figure} (${seconds} s)`)
}

async function writers(stores: Stores): Promise<number> {
  let fewest = 50
  for (let round = 0; round < 200; round++) {
    const { id, change } = await begin(stores)
    await all(50, (n) => pick(stores, n).apply(id, change({ set: { [`k${n}`]: '1' } })))
    const record = await stores[0].read(id, Date.now())
    const kept = Object.keys(record?.data ?? {}).filter((key) => key.startsWith('k')).length
    fewest = Math.min(fewest, kept)
  }
  return fewest
}

async function updates(stores: Stores): Promise<number> {
  let lowest = 50
  for (let round = 0; round < 20; round++) {
    const { id, change } = await begin(stores)
    await all(50, (n) => increment(pick(stores, n), id, change))
    const record = await stores[0].read(id, Date.now())
    lowest = Math.min(lowest, Number(record?.data['n']))
  }
  return lowest
}

async function increment(
  store: SessionStore,
  id: string,
  change: (members: Partial<SessionChange>) => SessionChange,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const record = await store.read(id, Date.now())
    const text = record?.data['n'] ?? null
    const ifKey = { key: 'n', text }
    const { status } = await store.apply(id, change({ ifKey, set: { n: `${Number(text) + 1}` } }))
    if (status === 'applied') return
    if (status !== 'conflict') throw new Error(`an update was ${status}`)
    const ceiling = 5 * 2 ** Math.min(attempt, 6)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling))
  }
}

async function destroys(stores: Stores): Promise<number> {
  let cameBack = 0
  for (let round = 0; round < 1000; round++) {
    const { id, generation, change } = await begin(stores)
    const next = { generation: makeGeneration(), graceUntil: Date.now() + 30_000 }
    const slow: Partial<SessionChange>[] = [
      { set: { a: '1' } },
      { touchedAt: Date.now() + 1, idleExpiresAt: Date.now() + 60_000 },
      { ifKey: { key: 'n', text: null }, set: { n: '1' } },
      { next },
    ]
    const before = all(4, (n) => pick(stores, n).apply(id, change(slow[n] ?? {})))
    const logout = pick(stores, round).destroy(id, generation)
    await Promise.all([before, logout])
    await all(4, (n) => pick(stores, n).apply(id, change(slow[n] ?? {})))
    if ((await stores[0].read(id, Date.now())) !== null) cameBack += 1
  }
  return cameBack
}

async function rotations(stores: Stores): Promise<number> {
  let most = 0
  for (let round = 0; round < 100; round++) {
    const { id, change } = await begin(stores)
    const graceUntil = Date.now() + 30_000
    const answers = await all(20, (n) => {
      const next = { generation: makeGeneration(), graceUntil }
      return pick(stores, n).apply(id, change({ next }))
    })
    most = Math.max(most, answers.filter(({ status }) => status === 'applied').length)
  }
  return most
}

async function begin(stores: Stores): Promise<{
  id: string
  generation: string
  change: (members: Partial<SessionChange>) => SessionChange
}> {
  const id = makeId()
  const record = makeRecord()
  const { generation } = record
  await stores[0].create(id, record)
  const change = (members: Partial<SessionChange>): SessionChange => ({
    now: Date.now(),
    operation: makeGeneration(),
    generation,
    ...members,
  })
  return { id, generation, change }
}

function pick(stores: Stores, n: number): SessionStore {
  return stores[n % stores.length] ?? stores[0]
}

function all<T>(count: number, run: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => run(n)))
}

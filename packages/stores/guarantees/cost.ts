/**
 * What a session costs in this process over the calls to its store, measured beside them: `node guarantees/cost.ts`. The store
 * is in memory. `calls`: the same read (and apply) by themselves. `session`: `sessions.open`, the read or write, and
 * `sessions.commit`; the Request is there already, the Response is made in both. Counted is the processor's time, which other
 * work on the machine changes little.
 */
import { createMemoryStore, createSessions, type Session } from '@costrel/session'
import { makeGeneration, makeId, makeRecord } from './record.ts'

const ROUNDS = 2000
const BATCHES = 15

const store = createMemoryStore()
const sessions = createSessions({ secrets: ['kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'], store })
const login = await sessions.open(new Request('https://example.test/'))
login.login('ann')
for (const [key, text] of Object.entries(makeRecord().data)) login.set(key, JSON.parse(text))
const [line = ''] = (await sessions.commit(login, new Response())).headers.getSetCookie()
const request = new Request('https://example.test/', {
  headers: { cookie: line.split(';', 1).join() },
})
const id = makeId()
const { generation } = makeRecord()
await store.create(id, makeRecord({ generation }))

let count = 0
await compare('a request that reads a key', callRead, () => run((session) => session.get('theme')))
await compare(
  'a request that writes a key',
  async () => {
    await callRead()
    const change = { now: Date.now(), operation: makeGeneration(), generation }
    await store.apply(id, { ...change, set: { n: `${count++}` }, touchedAt: Date.now() })
  },
  () => run((session) => session.set('n', count++)),
)

async function callRead(): Promise<Response> {
  await store.read(id, Date.now())
  return new Response('ok')
}

async function run(act: (session: Session) => unknown): Promise<void> {
  const session = await sessions.open(request, { lookup: false })
  act(session)
  await sessions.commit(session, new Response('ok'))
}

/** Batches in turn, so that both meet the same machine; the medians are told. */
async function compare(
  what: string,
  calls: () => Promise<unknown>,
  session: () => Promise<void>,
): Promise<void> {
  const [own, whole]: [number[], number[]] = [[], []]
  for (let batch = 0; batch < BATCHES; batch++) {
    own.push(await time(calls))
    whole.push(await time(session))
  }
  const [raw, all] = [median(own), median(whole)]
  const texts = [raw, all, all - raw].map((each) => each.toFixed(1))
  console.log(`${what}: calls ${texts[0]} µs, session ${texts[1]} µs: ${texts[2]} µs more`)
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const begun = process.cpuUsage()
  for (let n = 0; n < ROUNDS; n++) await run()
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / ROUNDS
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

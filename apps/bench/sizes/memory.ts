/** `node --expose-gc sizes/memory.ts`: what 100,000 sessions take in the memory store, in bytes a session. */
import { createMemoryStore, createSessions } from '@costrel/session'
import { DATA, SECRET } from '../peers/peer.ts'

const COUNT = 100_000
const store = createMemoryStore({ maxSessions: COUNT })
const sessions = createSessions({ secrets: [SECRET], store })
const used = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const before = used()
for (let made = 0; made < COUNT; made += 1) {
  const session = await sessions.open(new Request('https://shop.example/'), { lookup: false })
  session.login('ada')
  for (const [key, value] of Object.entries(DATA)) session.set(key, value)
  await sessions.commit(session, new Response())
}
const after = used()
if (store.size !== COUNT) throw new Error(`the store has ${store.size} sessions`)
process.stdout.write(`${JSON.stringify({ sessions: COUNT, bytes: (after - before) / COUNT })}\n`)
process.exit()

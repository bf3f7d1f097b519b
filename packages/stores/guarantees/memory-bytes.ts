/** Bytes per session in memory: `node --expose-gc guarantees/memory-bytes.ts [sessions]`. */
import { createMemoryStore } from '@costrel/session'
import { makeId, makeRecord } from './record.ts'

const count = Number(process.argv[2] ?? 100_000)
const { gc } = globalThis
if (gc === undefined) throw new Error('start node with --expose-gc')
const store = createMemoryStore({ maxSessions: count })
gc()
const before = process.memoryUsage().heapUsed
for (let n = 0; n < count; n++) {
  const user = n % 2 === 0 ? { user: `user ${n}` } : {}
  await store.create(makeId(), structuredClone(makeRecord(user)))
}
gc()
const bytes = Math.round((process.memoryUsage().heapUsed - before) / count)
console.log(`memory: ${count} live sessions, half of them of users: ${bytes} bytes per session`)
if (store.size !== count) throw new Error('sessions are missing')

/** Runs the contract on bun:sqlite. Started with Bun by a test; prints each fact that does not hold. */
import { storeContract } from '@costrel/session/contract'
import { createSqliteStore, type SqliteDatabase } from '../sqlite.ts'

const specifier: string = 'bun:sqlite'
const { Database }: { Database: new (path: string) => SqliteDatabase } = await import(specifier)

let count = 0
for (const [fact, check] of Object.entries(storeContract)) {
  const store = createSqliteStore(new Database(':memory:'))
  await store.migrate()
  try {
    await check({ createStore: async () => store })
    count += 1
  } catch (error) {
    process.stdout.write(`${fact}: ${String(error)}\n`)
    process.exitCode = 1
  }
}
process.stdout.write(`${count} facts hold\n`)

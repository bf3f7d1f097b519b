import { createApp } from '../app.ts'
import { announce, listen, reachStore, readProcess, stopOnSignal } from '../process.ts'

const { port, bindings, store } = readProcess()
const opened = await reachStore(store, async (file) => {
  const { Database } = await import('bun:sqlite')
  return new Database(file)
})
const app = createApp({ store: opened?.store })
const server = listen(() => Bun.serve({ port, fetch: (request) => app.fetch(request, bindings) }))
announce(server)
stopOnSignal(async () => {
  await server.stop()
  await opened?.close()
})

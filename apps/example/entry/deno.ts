import { createApp } from '../app.ts'
import { trackRequests } from '../open-requests.ts'
import { announce, listen, reachStore, readProcess, stopOnSignal } from '../process.ts'

const { port, bindings, store } = readProcess()
const opened = await reachStore(store, async (file) => {
  const { DatabaseSync } = await import('node:sqlite')
  return new DatabaseSync(file)
})
const app = createApp({ store: opened?.store })
const requests = trackRequests((request) => app.fetch(request, bindings))
const server = listen(() => Deno.serve({ port, onListen: announce }, requests.fetch))
stopOnSignal(async () => {
  await requests.finished()
  await server.shutdown()
  await opened?.close()
})

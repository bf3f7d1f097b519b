import { serve } from '@hono/node-server'
import { createApp } from '../app.ts'
import { supervise } from '../node-server.ts'
import { announce, readProcess, reachStore } from '../process.ts'

const { port, bindings, store } = readProcess()
const opened = await reachStore(store, async (file) => {
  const { DatabaseSync } = await import('node:sqlite')
  return new DatabaseSync(file)
})
const app = createApp({ store: opened?.store })
const server = serve({ port, fetch: (request) => app.fetch(request, bindings) }, announce)
supervise(server, () => opened?.close())

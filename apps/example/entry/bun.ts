import { createApp } from '../app.ts'
import { announce, listen, readProcess, stopOnSignal } from '../process.ts'

const { port, bindings } = readProcess()
const app = createApp()
const server = listen(() => Bun.serve({ port, fetch: (request) => app.fetch(request, bindings) }))
announce(server)
stopOnSignal(() => server.stop())

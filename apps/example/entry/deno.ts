import { createApp } from '../app.ts'
import { trackRequests } from '../open-requests.ts'
import { announce, listen, readProcess, stopOnSignal } from '../process.ts'

const { port, bindings } = readProcess()
const app = createApp()
const requests = trackRequests((request) => app.fetch(request, bindings))
const server = listen(() => Deno.serve({ port, onListen: announce }, requests.fetch))
stopOnSignal(() => requests.finished().then(() => server.shutdown()))

import { serve } from '@hono/node-server'
import { createApp } from '../app.ts'
import { supervise } from '../node-server.ts'
import { announce, readProcess } from '../process.ts'

const { port, bindings } = readProcess()
const app = createApp()
supervise(serve({ port, fetch: (request) => app.fetch(request, bindings) }, announce))

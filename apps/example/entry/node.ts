import { serve } from '@hono/node-server'
import { createApp } from '../app.ts'
import { developmentSecret } from '../development-secret.ts'
import { readEnvironment } from '../environment.ts'
import { announce, exitWith, supervise } from '../node-process.ts'

const environment = readEnvironment(process.env, () => developmentSecret(console.log))
if (!environment.ok) exitWith(environment.problem)
const { port, bindings } = environment
const app = createApp()
supervise(serve({ fetch: (request) => app.fetch(request, bindings), port }, announce))

import type { ExecutionContext } from 'hono'
import { createApp, type Bindings } from '../app.ts'

const app = createApp()

export default {
  fetch(request: Request, bindings: Bindings, context: ExecutionContext) {
    if (bindings.SESSION_SECRET) return app.fetch(request, bindings, context)
    console.error('SESSION_SECRET must be set; set it with: npx wrangler secret put SESSION_SECRET')
    return new Response('Internal Server Error', { status: 500 })
  },
}

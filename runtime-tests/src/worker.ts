/** Runs the suite inside workerd, one request for all of it. */
import { runConformance } from './conformance.ts'

export default {
  fetch: async (): Promise<Response> => Response.json(await runConformance()),
}

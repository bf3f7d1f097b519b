import { createTestHarness, type TestHarness } from 'wrangler'

/** What wrangler is told by environment variables: to report nothing, and to ask nobody where the machine stands. */
export const WRANGLER_ENVIRONMENT = {
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
}

/** What every worker of ours needs. */
const COMPATIBILITY = {
  compatibility_date: '2026-09-01',
  compatibility_flags: ['nodejs_compat'],
}

/**
 * Starts a worker in workerd. Close it in the end.
 *
 * @param main the module, relative to this folder
 * @param vars its bindings
 */
export async function startWorker(
  main: string,
  vars: Record<string, string> = {},
): Promise<TestHarness> {
  Object.assign(process.env, WRANGLER_ENVIRONMENT)
  const config = { name: 'worker', main, ...COMPATIBILITY, vars }
  const server = createTestHarness({ root: import.meta.dirname, workers: [{ config }] })
  await server.listen()
  return server
}

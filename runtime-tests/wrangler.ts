import { createTestHarness, type TestHarness } from 'wrangler'

/** What wrangler is told by environment variables: to report nothing, and to ask nobody where the machine stands. */
export const WRANGLER_ENVIRONMENT = {
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
}

/** A worker to start. */
export interface WorkerSource {
  readonly name: string
  /** Its module, relative to this folder. */
  readonly main: string
  /** Its bindings. */
  readonly vars?: Record<string, string>
}

/** Starts workers in workerd, the first one behind `fetch`. Close it in the end. */
export async function startWorkers(...sources: readonly WorkerSource[]): Promise<TestHarness> {
  Object.assign(process.env, WRANGLER_ENVIRONMENT)
  const server = createTestHarness({
    root: import.meta.dirname,
    workers: sources.map((source) => ({ config: { ...COMPATIBILITY, ...source } })),
  })
  await server.listen()
  return server
}

/** The same as in `apps/example/wrangler.jsonc`. */
const COMPATIBILITY = {
  compatibility_date: '2026-09-01',
  compatibility_flags: ['nodejs_compat'],
}

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { printed, startFor, type Started } from './processes.ts'
import { bun, deno, node, type Runtime } from '../tools/runtimes.ts'
import { WRANGLER_ENVIRONMENT } from './wrangler.ts'

/** The example on one runtime, as `pnpm start` and its sisters start it. */
export interface Example {
  readonly name: string
  /** Starts it on any free port, in a folder where it keeps its secret. */
  start(t: TestContext, folder: string, variables?: Record<string, string>): Started
}

const APP = join(import.meta.dirname, '../apps/example')
const WRANGLER = fileURLToPath(import.meta.resolve('wrangler'))

/** The example as a process that takes signals. */
export const processes: readonly Example[] = [
  onProcess(node, 'node.ts'),
  onProcess(bun, 'bun.ts'),
  onProcess(deno, 'deno.ts'),
]

/** The example in `wrangler dev`. */
const workers: Example = {
  name: 'Workers',
  start(t, folder) {
    const variables = join(folder, '.dev.vars')
    if (!existsSync(variables))
      execFileSync(process.execPath, [join(APP, 'dev-vars.ts')], { cwd: folder })
    const options = ['--port', '0', '--env-file', variables, '--persist-to', join(folder, 'state')]
    const args = [WRANGLER, 'dev', '--config', join(APP, 'wrangler.jsonc'), ...options]
    const env = { ...WRANGLER_ENVIRONMENT, PATH: process.env.PATH ?? '', HOME: folder }
    return startFor(t, { executable: process.execPath, args, env, cwd: folder })
  },
}

/** The example wherever it runs. */
export const examples: readonly Example[] = [...processes, workers]

function onProcess({ name, executable, args }: Runtime, entry: string): Example {
  return {
    name,
    start: (t, folder, variables = {}) =>
      startFor(t, {
        executable,
        args: [...args, join(APP, 'entry', entry)],
        env: { PORT: '0', ...variables },
        cwd: folder,
      }),
  }
}

/** Waits until it listens. Gives its origin, such as `http://localhost:3000`. */
export function listening(started: Started): Promise<string> {
  return printed(started, /^.*(?:Costrel example|Ready) on (http:\/\/localhost:\d+)/m)
}

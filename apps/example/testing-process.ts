import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEST_SECRET } from './testing.ts'

/** The example as a process that listens. */
export interface RunningExample {
  /** Such as `http://localhost:3000`. */
  readonly origin: string
  /** Everything that it printed so far. */
  readonly output: () => string
  /** Ends it, with all that it started. */
  readonly stop: () => Promise<void>
}

/** How the process is started: by default as `pnpm start` does, in a temporary folder. */
export interface StartOptions {
  readonly command?: readonly [string, ...string[]]
  readonly cwd?: string
  readonly variables?: Readonly<Record<string, string | undefined>>
}

/** Starts the example on any free port. */
export async function startExample({
  command = NODE,
  cwd = tmpdir(),
  variables = {},
}: StartOptions = {}): Promise<RunningExample> {
  const [executable, ...args] = command
  const env = { ...INHERITED, PORT: '0', SESSION_SECRET: TEST_SECRET, ...variables }
  const child = spawn(executable, args, { cwd, env, detached: true })
  const closed = once(child, 'close')
  async function stop(): Promise<void> {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await closed
  }
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part))
  const output = (): string => text
  for (;;) {
    const [origin] = /http:\/\/localhost:\d+/.exec(text) ?? []
    if (origin !== undefined) return { origin, output, stop }
    const ended = closed.then(() => Promise.reject(new Error(`ended early: ${text}`)))
    await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended])
  }
}

const NODE = [process.execPath, join(import.meta.dirname, 'entry/node.ts')] as const

const INHERITED = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }

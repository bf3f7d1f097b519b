import { spawn, type ChildProcess } from 'node:child_process'
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
  /** Asks it to end, with all that it started. Gives its exit code. */
  readonly stop: () => Promise<number | null>
  /** Ends it without a warning. */
  readonly kill: () => Promise<void>
}

/** How the process is started: by default as `pnpm start` does, in a temporary folder. */
export interface StartOptions {
  readonly command?: readonly [string, ...string[]]
  readonly cwd?: string
  readonly variables?: Readonly<Record<string, string | undefined>>
}

/** Starts the example on any free port. */
export async function startExample(options: StartOptions = {}): Promise<RunningExample> {
  const { child, closed, output } = spawnExample(options)
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const isRunning = child.exitCode === null && child.signalCode === null
    if (child.pid !== undefined && isRunning) process.kill(-child.pid, signal)
    return closed
  }
  for (;;) {
    const [origin] = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(output()) ?? []
    if (origin !== undefined) {
      const stop = () => end('SIGTERM')
      return { origin, output, stop, kill: async () => void (await end('SIGKILL')) }
    }
    const ended = closed.then(() => Promise.reject(new Error(`ended early: ${output()}`)))
    await Promise.race([...[child.stdout, child.stderr].map(nextPart), ended])
  }
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Starts the example where it cannot run, and waits for its end. */
export async function endOfExample(options: StartOptions): Promise<Ended> {
  const { closed, output } = spawnExample(options)
  return { code: await closed, output: output() }
}

interface Spawned {
  readonly child: ChildProcess
  readonly closed: Promise<number | null>
  readonly output: () => string
}

function spawnExample({ command = NODE, cwd = tmpdir(), variables = {} }: StartOptions): Spawned {
  const [executable, ...args] = command
  const env = { ...INHERITED, PORT: '0', SESSION_SECRET: TEST_SECRET, ...variables }
  const child = spawn(executable, args, { cwd, env, detached: true })
  const closed = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null))
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part))
  return { child, closed, output: () => text }
}

const NODE = [process.execPath, join(import.meta.dirname, 'entry/node.ts')] as const

const INHERITED = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }

async function nextPart(stream: ChildProcess['stdout']): Promise<void> {
  if (stream !== null) await once(stream, 'data')
}

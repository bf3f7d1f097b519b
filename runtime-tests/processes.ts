import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A process of ours. */
export interface Started {
  readonly child: ChildProcess
  /** Everything that was printed so far. */
  readonly output: () => string
  /** The exit code, once there is one. */
  readonly exit: Promise<unknown>
}

/** How a process is started. */
export interface Command {
  readonly executable: string
  readonly args: readonly string[]
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>
  /** Its working directory. */
  readonly cwd: string
}

/** Starts a process that ends with the test. */
export function startFor(t: TestContext, command: Command): Started {
  const started = start(command)
  t.after(() => end(started))
  return started
}

/** Starts a process. */
export function start({ executable, args, env, cwd }: Command): Started {
  const child = spawn(executable, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part))
  const exit = once(child, 'close').then(([code]) => code)
  return { child, output: () => text, exit }
}

/** Ends a process, and waits for it. */
export async function end({ child, exit }: Started): Promise<void> {
  child.kill('SIGTERM')
  await exit
}

/** Waits for a line of the output, and gives what the pattern's first group found. */
export async function printed({ child, output, exit }: Started, pattern: RegExp): Promise<string> {
  for (;;) {
    const found = pattern.exec(output())
    if (found !== null) return found[1] ?? ''
    const ended = exit.then((code) => assert.fail(`ended with ${String(code)}: ${output()}`))
    await Promise.race([...[child.stdout, child.stderr].map(nextPart), ended])
  }
}

async function nextPart(stream: ChildProcess['stdout']): Promise<void> {
  if (stream !== null) await once(stream, 'data')
}

/** A folder that is removed after the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'costrel-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { PassThrough, type Readable } from 'node:stream'

/** A program and its arguments. */
export interface Command {
  readonly executable: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A process that runs beside this one until `end`. */
export interface Started {
  readonly child: ChildProcess
  /** The first line of its output that fits, which has to come within 30 seconds. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly end: () => Promise<void>
}

/** Runs a command to its end, in this folder, and gives what it printed. */
export function execute({ executable, args }: Command): string {
  return execFileSync(executable, [...args], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
}

/** Starts a command in this folder. Its output, errors and a fourth channel are read for lines. */
export function start({ executable, args, env }: Command): Started {
  const child = spawn(executable, args, {
    cwd: import.meta.dirname,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
  })
  const closed = once(child, 'close')
  running.add(child)
  const output = joinOutput(child)
  return {
    child,
    printed: (pattern) => output.find(pattern, closed),
    end: async () => {
      child.kill('SIGKILL')
      await closed
      running.delete(child)
    },
  }
}

/** What is left of it ends with this process. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Binds a command to one core, where `taskset` is there and a second core carries the rest. */
export function pin(core: number, command: Command): Command {
  if (!canPin()) return command
  const { executable, args } = command
  return { ...command, executable: 'taskset', args: ['-c', String(core), executable, ...args] }
}

/** Whether processes are bound to cores here. */
export function canPin(): boolean {
  return availableParallelism() > 1 && isOnPath('taskset')
}

/** Whether a command is there. */
export function isOnPath(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Processor seconds that a process and its descendants took so far; `NaN` where the system has no /proc. */
export function cpuSeconds({ child: { pid = 0 } }: Started): number {
  try {
    return familyOf(pid).reduce((sum, member) => sum + secondsOf(member), 0)
  } catch {
    return Number.NaN
  }
}

interface Output {
  find(pattern: RegExp, closed: Promise<unknown>): Promise<RegExpExecArray>
}

/** The lines of all three channels, in one stream. */
function joinOutput({ stdio }: ChildProcess): Output {
  const all = new PassThrough()
  for (const stream of stdio.slice(1, 4)) (stream as Readable | null)?.pipe(all, { end: false })
  const lines: string[] = []
  createInterface(all).on('line', (line) => {
    lines.push(line)
    all.emit('told')
  })
  const ended = (closed: Promise<unknown>): Promise<never> =>
    closed.then(() => Promise.reject(new Error(`it ended: ${lines.join('\n')}`)))
  return {
    async find(pattern, closed) {
      const signal = AbortSignal.timeout(30_000)
      for (;;) {
        for (const line of lines) {
          const found = pattern.exec(line)
          if (found !== null) return found
        }
        await Promise.race([once(all, 'told', { signal }), ended(closed)])
      }
    },
  }
}

function familyOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`)
  const children = threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '),
  )
  return [pid, ...children.filter((text) => text !== '').flatMap((text) => familyOf(Number(text)))]
}

/** The threads that ended are in it. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function secondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Who is served, and how each is started: on the first core, where cores can be chosen. */
import { execFileSync } from 'node:child_process'
import { expressPeers } from '../peers/express-peers.ts'
import { BARE_HONO, FLOOR, HONO, OURS } from '../peers/names.ts'
import { SECRET, type Asked } from '../peers/peer.ts'
import { webPeers } from '../peers/web-peers.ts'
import { isOnPath, pin, start, type Command, type Started } from '../processes.ts'
import { bun, deno, node, type Runtime } from '../../../tools/runtimes.ts'
import { workerd } from '../workerd-runtime.ts'
import { startWorkerd } from '../workerd.ts'

/** A server that may be started. */
export interface Contestant extends Pick<Asked, 'name' | 'kind'> {
  readonly start: () => Promise<Server>
}

/** A server that runs. */
export interface Server extends Started {
  /** Without a slash at its end. */
  readonly url: string
}

/** Those of one runtime, and who could not come. */
export interface Field {
  readonly runtime: string
  readonly contestants: readonly Contestant[]
  readonly leftOut: readonly string[]
}

const SERVER_CORE = 0
const REQUIRED: ReadonlySet<string> = new Set([BARE_HONO, FLOOR, OURS])

/** Everything on Node, and Flask beside it. */
export function onNode(): Field {
  const served = [...webPeers, ...expressPeers].filter(isServed)
  const contestants = served.map((peer) => byRuntime(peer, node))
  const reason = whyNoFlask()
  return reason === undefined
    ? { runtime: node.name, contestants: [...contestants, flask], leftOut: [] }
    : { runtime: node.name, contestants, leftOut: [`Flask under gunicorn: ${reason}`] }
}

/** The least that shows a session's cost, on each runtime: bare Hono, the floor, ours. */
export function required(): Field[] {
  const chosen = webPeers.filter(({ name }) => REQUIRED.has(name))
  const fields = [node, bun, deno].map((runtime) => ({
    runtime: runtime.name,
    contestants: chosen.map((peer) => byRuntime(peer, runtime)),
    leftOut: [],
  }))
  return [...fields, { runtime: workerd.name, contestants: chosen.map(byWorkerd), leftOut: [] }]
}

/** Ours are compared in Hono; of the empty frameworks only those beside which a figure stands. */
function isServed({ name, base, kind }: { name: string; base: string; kind: string }): boolean {
  if (kind === 'ours') return base === HONO
  return kind !== 'base' || name === BARE_HONO || name === HONO
}

function byRuntime({ name, kind }: Asked, { executable, args }: Runtime): Contestant {
  const command = { executable, args: [...args, 'over-http/serve.ts', name] }
  return { name, kind, start: () => listen(command, /^listening on (\d+)$/) }
}

function byWorkerd({ name, kind }: Asked): Contestant {
  const source = { main: 'over-http/worker.ts', vars: { PEER: name }, adapt: pinServer }
  return { name, kind, start: () => startWorkerd(source) }
}

const GUNICORN = ['--chdir', 'over-http', '--workers', '1', '--worker-class', 'sync']

const flask: Contestant = {
  name: 'Flask, gunicorn',
  kind: 'other',
  start: () =>
    listen(
      {
        executable: 'gunicorn',
        args: [...GUNICORN, '--bind', '127.0.0.1:0', 'flask_app:app'],
        env: { BENCH_SECRET: SECRET, PYTHONDONTWRITEBYTECODE: '1' },
      },
      /Listening at: http:\/\/127\.0\.0\.1:(\d+)/,
    ),
}

function whyNoFlask(): string | undefined {
  if (!isOnPath('gunicorn')) return 'gunicorn is not on the path'
  try {
    execFileSync('gunicorn', [...GUNICORN, '--check-config', 'flask_app:app'], {
      cwd: `${import.meta.dirname}/..`,
      env: { ...process.env, BENCH_SECRET: SECRET, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: 'ignore',
    })
    return undefined
  } catch {
    return "gunicorn's Python has no Flask"
  }
}

async function listen(command: Command, pattern: RegExp): Promise<Server> {
  const started = start(pinServer(command))
  const [, port] = await started.printed(pattern)
  return { ...started, url: `http://127.0.0.1:${port}` }
}

function pinServer(command: Command): Command {
  return pin(SERVER_CORE, command)
}

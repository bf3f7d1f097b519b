import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { FOR_WORKERS } from './for-workers.ts'
import { start, type Command, type Started } from './processes.ts'
import { workerd } from './workerd-runtime.ts'

/** A worker to serve. */
export interface WorkerSource {
  /** Its module, relative to this folder. */
  readonly main: string
  /** Texts in its `env`. */
  readonly vars?: Readonly<Record<string, string>>
  /** Changes the command that starts it, such as by `pin`. */
  readonly adapt?: (command: Command) => Command
}

/** Serves a worker by workerd alone: no proxy of a development server stands in front. */
export async function startWorkerd({
  main,
  vars = {},
  adapt = (command) => command,
}: WorkerSource): Promise<Started & { readonly url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'costrel-bench-'))
  try {
    await bundle(main, join(folder, 'worker.js'))
    await writeFile(join(folder, 'config.capnp'), toConfig(vars))
    const args = [...workerd.args, '--control-fd=3', join(folder, 'config.capnp')]
    const started = start(adapt({ executable: workerd.executable, args }))
    const [, port] = await started.printed(/"event":"listen","socket":"http","port":(\d+)/)
    return { ...started, url: `http://127.0.0.1:${port}` }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function bundle(main: string, outfile: string): Promise<void> {
  await build({
    ...FOR_WORKERS,
    entryPoints: [join(import.meta.dirname, main)],
    outfile,
    external: ['node:*', 'cloudflare:*'],
    logLevel: 'warning',
  })
}

/** @see https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp */
function toConfig(vars: Readonly<Record<string, string>>): string {
  const bindings = Object.entries(vars).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .bench)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const bench :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-09-01",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [${bindings.join(', ')}],
);
`
}

/** What a signed session adds to a Worker: the smallest one that reads and writes, minified and gzipped. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { FOR_WORKERS } from '../for-workers.ts'
import { OURS, OURS_FETCH } from '../peers/names.ts'
import { node } from '../../../tools/runtimes.ts'

export interface Bundle {
  readonly name: string
  /** Bytes, gzipped, without the framework. */
  readonly gzip: number
  /** The same with the framework, where it has one. */
  readonly whole: number
}

/** Each reads a user at `/read` and sets one at `/write`, written as its README has it. */
const WORKERS: Readonly<Record<string, string>> = {
  [OURS_FETCH]: 'costrel-fetch',
  [OURS]: 'costrel-hono',
  'hono-sessions': 'hono-sessions',
  '@hono/session': 'hono-session',
  'iron-session': 'iron-session',
  'React Router cookie session': 'react-router',
  'jose JWT cookie': 'jose',
  'Remix 3 cookie session': 'remix',
}

/** The frameworks, which are there with and without a session. */
const FRAMEWORKS = ['hono', 'hono/*', '@remix-run/fetch-router']

/** Bundles each for Workers with `nodejs_compat`, and checks that the bundle does the work. */
export async function measureBundles(): Promise<Bundle[]> {
  const bundles: Bundle[] = []
  for (const [name, file] of Object.entries(WORKERS)) {
    const contents = await bundle(file, FRAMEWORKS)
    await checkBundle(name, contents)
    bundles.push({ name, gzip: gzip(contents), whole: gzip(await bundle(file, [])) })
  }
  return bundles
}

async function bundle(file: string, leftOut: readonly string[]): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...FOR_WORKERS,
    entryPoints: [join(import.meta.dirname, `workers/${file}.ts`)],
    minify: true,
    write: false,
    external: [...leftOut, 'node:*'],
    logLevel: 'silent',
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

function gzip(contents: Uint8Array): number {
  return gzipSync(contents, { level: 9 }).length
}

/** In a process of its own; from a file beside the packages that were left out. */
async function checkBundle(name: string, contents: Uint8Array): Promise<void> {
  const cache = join(import.meta.dirname, '../node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'bundle-'))
  try {
    const path = join(folder, 'worker.mjs')
    await writeFile(path, contents)
    const args = [join(import.meta.dirname, 'check-bundle.ts'), path]
    await promisify(execFile)(node.executable, args)
  } catch (error) {
    throw new Error(`the bundle of ${name} does not work`, { cause: error })
  } finally {
    await rm(folder, { recursive: true })
  }
}

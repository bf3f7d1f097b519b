/** The runtimes that come as development dependencies, for tests and the bench to start as processes. */
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** A runtime that is started as a process. */
export interface Runtime {
  /** Such as `Bun 1.4.5`. */
  readonly name: string
  /** The runtime's own executable: signals and processor times are its, not those of a shim around it. */
  readonly executable: string
  /** What stands before the path of a module. */
  readonly args: readonly string[]
}

const MODULES = join(import.meta.dirname, '../node_modules')

export const node: Runtime = {
  name: `Node ${process.versions.node}`,
  executable: process.execPath,
  args: [],
}

export const node22: Runtime = {
  name: `Node ${versionOf('node22/package.json')}`,
  executable: join(MODULES, 'node22/bin/node'),
  args: ['--disable-warning=ExperimentalWarning'],
}

export const bun: Runtime = {
  name: `Bun ${versionOf('bun/package.json')}`,
  executable: join(MODULES, 'bun/bin/bun.exe'),
  args: [],
}

export const deno: Runtime = {
  name: `Deno ${versionOf('deno/package.json')}`,
  executable: join(MODULES, 'deno/deno'),
  args: ['run', '--allow-all', '--no-lock'],
}

/** The version in a package's manifest, found from a module's URL. Default: this one's. */
export function versionOf(manifest: string, from: string = import.meta.url): string {
  const { version } = createRequire(from)(manifest) as { readonly version: string }
  return version
}

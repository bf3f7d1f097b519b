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

const MODULES = join(import.meta.dirname, '../../node_modules')

export const node: Runtime = {
  name: `Node ${process.versions.node}`,
  executable: process.execPath,
  args: [],
}

export const bun: Runtime = {
  name: `Bun ${versionOf(join(MODULES, 'bun/package.json'))}`,
  executable: join(MODULES, 'bun/bin/bun.exe'),
  args: [],
}

export const deno: Runtime = {
  name: `Deno ${versionOf(join(MODULES, 'deno/package.json'))}`,
  executable: join(MODULES, 'deno/deno'),
  args: ['run', '--allow-all', '--no-lock'],
}

/** workerd serves the workers of a configuration file. */
export const workerd: Runtime = {
  name: `workerd ${versionOf('workerd/package.json')}`,
  executable: workerdExecutable(),
  args: ['serve'],
}

function versionOf(manifest: string): string {
  const { version } = createRequire(import.meta.url)(manifest) as { readonly version: string }
  return version
}

function workerdExecutable(): string {
  const module = createRequire(import.meta.url)('workerd') as { readonly default: string }
  return module.default
}

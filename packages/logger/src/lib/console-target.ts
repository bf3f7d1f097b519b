import { attempt } from './attempt.ts'
import type { LevelName } from './level.ts'

/**
 * The seam to the runtime's console and to what stands behind it. Nothing else of a runtime is used, and what we need
 * of `process` is declared here.
 */
declare const process: {
  readonly stdout: { readonly isTTY?: boolean }
  readonly stderr: { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Writes by the console's method for the level, which platforms show as the level. */
export function writeToConsole(level: LevelName, written: unknown): void {
  const method = level === 'critical' ? 'error' : level === 'warning' ? 'warn' : level
  console[method](written)
}

/** Whether both of the program's streams are a terminal; not where the runtime does not tell. */
export function isTerminal(): boolean {
  return attempt(() => process.stdout.isTTY && process.stderr.isTTY, false) ?? false
}

/** Whether the environment asks for no colour: `NO_COLOR` is set and not empty (no-color.org). */
export function hasNoColor(): boolean {
  return Boolean(attempt(() => process.env['NO_COLOR'], ''))
}

/** Whether this is the runtime of Cloudflare Workers, in a bundle that was not made for it. */
export function isWorkers(): boolean {
  return attempt(() => navigator.userAgent, '') === 'Cloudflare-Workers'
}

/**
 * `pnpm test`: every test of the workspace by Node's own runner, whose last lines count what ran and what was skipped.
 * Arguments are passed on, so `pnpm test --test-name-pattern 'login'` runs a few.
 */
import { spawnSync } from 'node:child_process'

const FILES = ['packages/*/src/**/*.test.ts', 'apps/*/**/*.test.ts', 'tools/**/*.test.ts']

const { status } = spawnSync(process.execPath, ['--test', ...process.argv.slice(2), ...FILES], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1

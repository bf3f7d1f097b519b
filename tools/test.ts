/**
 * `pnpm test`: every test of the workspace by Node's own runner, whose last lines count what ran and what was skipped,
 * and on which runtimes the conformance suite ran. Arguments are passed on, so `pnpm test --test-name-pattern 'login'`
 * runs a few.
 */
import { spawnSync } from 'node:child_process'

const FILES = [
  'packages/*/src/**/*.test.ts',
  'apps/*/**/*.test.ts',
  'tools/**/*.test.ts',
  'runtime-tests/*.test.ts',
]

const REPORTER = ['--test-reporter=./tools/reporter.ts', '--test-reporter-destination=stdout']

const args = ['--test', ...REPORTER, ...process.argv.slice(2), ...FILES]
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
process.exitCode = status ?? 1

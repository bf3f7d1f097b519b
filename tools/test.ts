/**
 * `pnpm test`: every test of the workspace by Node's own runner, whose last lines count what ran and what was skipped,
 * and on which runtimes the conformance suite ran. Arguments are passed on, so `pnpm test --test-name-pattern 'login'`
 * runs a few. What every logger of the tests wrote is searched for the secrets, cookies and tokens that they made.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readWatched } from './log-watch/watch.ts'

const FILES = [
  'packages/*/src/**/*.test.ts',
  'apps/*/**/*.test.ts',
  'tools/**/*.test.ts',
  'runtime-tests/*.test.ts',
]

const REPORTER = ['--test-reporter=./tools/reporter.ts', '--test-reporter-destination=stdout']

const PRELOAD = ['--import', './tools/log-watch/preload.ts']

const folder = mkdtempSync(join(tmpdir(), 'costrel-'))
const file = join(folder, 'log-watch')
const args = [...PRELOAD, '--test', ...REPORTER, ...process.argv.slice(2), ...FILES]
const env = { ...process.env, LOG_WATCH: file }
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env })
const { lines, secrets, leaks } = readWatched(file)
rmSync(folder, { recursive: true })
console.log(
  `${leaks.length === 0 ? '✔' : '✖'} ${leaks.length} of ${lines} log lines hold one of ${secrets} secrets, cookies and tokens`,
)
process.exitCode = leaks.length === 0 ? (status ?? 1) : 1

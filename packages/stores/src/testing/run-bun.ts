import { spawnSync } from 'node:child_process'

/** What a script under `testing` printed when Bun ran it; `undefined` when Bun is not installed. */
export function runBun(
  script: string,
  ...values: string[]
): { status: number | null; output: string } | undefined {
  const path = new URL(script, import.meta.url).pathname
  const { status, stdout, stderr, error } = spawnSync('bun', [path, ...values], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${BIN}:${process.env['PATH']}` },
  })
  return error === undefined ? { status, output: (stdout + stderr).trim() } : undefined
}

const BIN = new URL('../../node_modules/.bin', import.meta.url).pathname

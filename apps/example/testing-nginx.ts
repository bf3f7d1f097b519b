import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from '../../tools/free-port.ts'
import { ALONE, startNginx, TEMPORARY_PATHS, type RunningNginx } from '../../tools/nginx.ts'

/** The example's nginx. */
export interface ExampleNginx extends RunningNginx {
  /** Such as `http://127.0.0.1:8080`. */
  readonly origin: string
}

/** Starts nginx with the example's `nginx.conf`, in front of processes that listen on these ports. */
export async function startExampleNginx(
  upstreams: readonly [number, number],
): Promise<ExampleNginx> {
  const port = await findFreePort()
  const nginx = await startNginx(configure(port, upstreams), [port])
  return { ...nginx, origin: `http://127.0.0.1:${port}` }
}

/** The file as it stands, but on this machine: other ports, and all that nginx writes in a folder of its own. */
function configure(port: number, upstreams: readonly [number, number]): string {
  const text = readFileSync(join(import.meta.dirname, 'nginx.conf'), 'utf8')
  const replacements = [
    ['events {}', `${ALONE} events {}`],
    ['access_log off;', `access_log off; ${TEMPORARY_PATHS}`],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['app-1:3000', `127.0.0.1:${upstreams[0]}`],
    ['app-2:3000', `127.0.0.1:${upstreams[1]}`],
  ] as const
  return replacements.reduce((changed, [from, to]) => {
    assert.equal(changed.split(from).length, 2, `nginx.conf has no ${from}, or several`)
    return changed.replace(from, to)
  }, text)
}

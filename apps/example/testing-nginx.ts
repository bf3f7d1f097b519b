import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** An nginx of our own. */
export interface RunningNginx {
  /** Such as `http://127.0.0.1:8080`. */
  readonly origin: string
  stop(): Promise<void>
}

/** Why there is no nginx to test with; `false` when there is one. */
export function reasonWithoutNginx(): string | false {
  return spawnSync('nginx', ['-v']).error ? 'nginx is not installed: apt-get install nginx' : false
}

/** Starts nginx with the example's `nginx.conf`, in front of processes that listen on these ports. */
export async function startNginx(upstreams: readonly [number, number]): Promise<RunningNginx> {
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'costrel-example-nginx-'))
  writeFileSync(join(folder, 'nginx.conf'), configure(port, upstreams))
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log']
  const nginx = spawn('nginx', args, { stdio: 'inherit' })
  await waitUntilOpen(port)
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      nginx.kill('SIGTERM')
      if (nginx.exitCode === null) await once(nginx, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

/** The file as it stands, but on this machine: other ports, and all that nginx writes in a folder of its own. */
function configure(port: number, upstreams: readonly [number, number]): string {
  const text = readFileSync(join(import.meta.dirname, 'nginx.conf'), 'utf8')
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const paths = folders.map((name) => `${name}_temp_path ${name};`).join(' ')
  const replacements = [
    ['events {}', 'daemon off; master_process off; pid nginx.pid; events {}'],
    ['access_log off;', `access_log off; ${paths}`],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['app-1:3000', `127.0.0.1:${upstreams[0]}`],
    ['app-2:3000', `127.0.0.1:${upstreams[1]}`],
  ] as const
  return replacements.reduce((changed, [from, to]) => {
    assert.equal(changed.split(from).length, 2, `nginx.conf has no ${from}, or several`)
    return changed.replace(from, to)
  }, text)
}

/** A port on which nobody listens yet. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}

/** nginx tells nobody that it listens: ask until it answers, for at most five seconds. */
async function waitUntilOpen(port: number): Promise<void> {
  for (let left = 100; left > 0; left--) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await wait(50)
  }
  throw new Error('nginx does not answer')
}

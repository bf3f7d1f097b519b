/** A real nginx for tests: started in a folder of its own, on loopback, and ended by the test. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** An nginx that listens. */
export interface RunningNginx {
  stop(): Promise<void>
}

/** Where nginx writes what it would keep in folders of the system: for the `http` block. */
export const TEMPORARY_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  .map((name) => `${name}_temp_path ${name};`)
  .join(' ')

/** For the top of a configuration: one process, which stays in the foreground and writes in its folder alone. */
export const ALONE = 'daemon off; master_process off; pid nginx.pid;'

/** Why there is no nginx to test with; `false` when there is one. */
export function reasonWithoutNginx(): string | false {
  return spawnSync('nginx', ['-v']).error ? 'nginx is not installed: apt-get install nginx' : false
}

/**
 * Starts nginx by a configuration, and waits until it listens.
 *
 * @param ports those on which the configuration listens
 * @param prepare puts more files beside the configuration
 */
export async function startNginx(
  configuration: string,
  ports: readonly number[],
  prepare: (folder: string) => void = () => {},
): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'costrel-nginx-'))
  writeFileSync(join(folder, 'nginx.conf'), configuration)
  prepare(folder)
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log']
  const nginx = spawn('nginx', args, { stdio: 'inherit' })
  const stop = async (): Promise<void> => {
    if (nginx.exitCode === null && nginx.kill('SIGTERM')) await once(nginx, 'exit')
    rmSync(folder, { recursive: true })
  }
  try {
    for (const port of ports) await waitUntilOpen(port)
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
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

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askNode, eventually, findPorts, hasEnded } from './redis-cluster.ts'

/** A Redis and its replica on this machine. */
export interface RedisPair {
  readonly url: string
  readonly replica: ChildProcess
  /** Ends both, and removes their files. */
  close(): Promise<void>
}

/** Starts both, and waits until the replica follows. */
export async function startPair(): Promise<RedisPair> {
  const directory = mkdtempSync(join(tmpdir(), 'costrel-pair-'))
  const [master = 0, port = 0] = await findPorts(2)
  const first = start(directory, master)
  const replica = start(directory, port, '--replicaof', `127.0.0.1 ${master}`)
  await eventually(async () =>
    (await askNode(port, 'INFO', 'replication')).includes('master_link_status:up'),
  )
  const close = async (): Promise<void> => {
    for (const server of [first, replica]) server.kill('SIGKILL')
    await Promise.all([first, replica].map(hasEnded))
    rmSync(directory, { recursive: true, force: true })
  }
  return { url: `redis://127.0.0.1:${master}`, replica, close }
}

function start(directory: string, port: number, ...more: string[]): ChildProcess {
  const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const quick = ['--repl-diskless-sync-delay', '0', '--dbfilename', `${port}.rdb`]
  return spawn('redis-server', [...place, ...quick, ...more], { stdio: 'ignore' })
}

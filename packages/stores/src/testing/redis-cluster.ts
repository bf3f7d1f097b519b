import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'

/** One server of a cluster. */
interface ClusterNode {
  readonly port: number
  readonly server: ChildProcess
}

/** Three masters and three replicas on this machine. */
export interface RedisCluster {
  readonly nodes: readonly ClusterNode[]
  /** Runs a command on one node, and gives its text. */
  ask(port: number, ...command: string[]): Promise<string>
  /** Ends the servers that this cluster started, and removes their files. */
  close(): Promise<void>
}

/** Why there can be no cluster; `undefined` when there can. */
export function findRedisServer(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'])
    return undefined
  } catch {
    return 'redis-server is not installed'
  }
}

/**
 * Starts a cluster and waits until every replica follows its master.
 *
 * @param announce gives the port that a node is to tell the others, at which its replica will look for it
 */
export async function startCluster(
  announce: (port: number) => Promise<number> = async (port) => port,
): Promise<RedisCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'costrel-cluster-'))
  const ports = await findPorts(6)
  const nodes = await Promise.all(
    ports.map(async (port) => ({
      port,
      server: startServer(directory, port, await announce(port)),
    })),
  )
  const ask = askNode
  await Promise.all(
    ports.map((port) => eventually(async () => (await ask(port, 'PING')) === 'PONG')),
  )
  const addresses = ports.map((port) => `127.0.0.1:${port}`)
  const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes']
  await promisify(execFile)('redis-cli', create)
  await Promise.all(ports.map((port) => eventually(() => isReady(ask, port))))
  const close = async (): Promise<void> => {
    for (const { server } of nodes) server.kill('SIGKILL')
    await Promise.all(nodes.map(({ server }) => hasEnded(server)))
    rmSync(directory, { recursive: true, force: true })
  }
  return { nodes, ask, close }
}

/** Waits until something holds, at most for half a minute. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end) throw new Error('it did not come true within 30 seconds')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Runs a command on the server at a port, and gives its text. */
export async function askNode(
  port: number,
  ...[name = 'PING', ...values]: string[]
): Promise<string> {
  const redis = new Redis({ port, lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => {})
  try {
    await redis.connect()
    return String(await redis.call(name, ...values))
  } finally {
    redis.disconnect()
  }
}

async function isReady(ask: RedisCluster['ask'], port: number): Promise<boolean> {
  const cluster = await ask(port, 'CLUSTER', 'INFO')
  const nodes = await ask(port, 'CLUSTER', 'NODES')
  const replication = await ask(port, 'INFO', 'replication')
  const knowsAll =
    nodes
      .trim()
      .split('\n')
      .filter((line) => /connected/.test(line)).length === 6
  const follows = /role:master/.test(replication)
    ? /connected_slaves:1/.test(replication)
    : /master_link_status:up/.test(replication)
  return cluster.includes('cluster_state:ok') && knowsAll && follows
}

function startServer(directory: string, port: number, announced: number): ChildProcess {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: directory,
    'cluster-enabled': 'yes',
    'cluster-announce-port': announced,
    'cluster-announce-bus-port': port + 10_000,
    'cluster-config-file': `nodes-${port}.conf`,
    'cluster-node-timeout': 2000,
    'cluster-require-full-coverage': 'no',
    appendonly: 'no',
    save: '',
  }
  const values = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`])
  return spawn('redis-server', values, { stdio: 'ignore' })
}

/** The bus of a cluster listens at a port 10,000 above. */
export async function findPorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = 20_000 + Math.floor(Math.random() * 20_000)
    if (!ports.includes(port) && (await isFree(port)) && (await isFree(port + 10_000)))
      ports.push(port)
  }
  return ports
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Waits until a process has ended. */
export function hasEnded(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => server.once('exit', () => resolve()))
}

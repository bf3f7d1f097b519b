import {
  type BunRedisClient,
  type IoRedisClient,
  isUnknownScript,
  type NodeRedisArguments,
  type NodeRedisClient,
  type RedisClient,
  type RunScript,
  sha1,
} from './redis-client.ts'

/** How long a call that ends something waits for replicas. */
export interface WaitReplicas {
  /** How many replicas are to have it, 1 or more. */
  readonly count: number
  /** Milliseconds after which the call goes on without them, 1 to 1,500. Default: 200. */
  readonly timeout?: number
}

/**
 * Makes a way to run a script and wait until replicas have what it wrote (`WAIT`), or the time is up. `WAIT` asks for what its
 * own connection wrote, so both commands go to one node over one connection, in one batch; where the connection
 * breaks meanwhile, the call rejects. Where a Cluster says that the
 * key is elsewhere by now, the client's own way leads there, and nothing is waited for.
 *
 * @param run the client's own way
 * @throws TypeError when the client cannot send both over one connection, or an option is no number
 * @throws RangeError when an option is out of its bounds
 */
export function createWaitingRunner(
  client: RedisClient,
  run: RunScript,
  options: WaitReplicas,
): RunScript {
  const batch = readBatch(client, checkOptions(options))
  return async (script, key, values) => {
    let [answer, waited] = await batch('evalsha', await sha1(script), key, values)
    if (isUnknownScript(answer)) [answer, waited] = await batch('eval', script, key, values)
    if (isElsewhere(answer)) return run(script, key, values)
    // The connection may break while it waits: then nobody knows who has what was written.
    for (const error of [answer, waited]) if (error instanceof Error) throw error
    return answer
  }
}

function checkOptions(options: WaitReplicas): Required<WaitReplicas> {
  if (Object(options) !== options) throw new TypeError('waitReplicas must be { count, timeout }')
  const { count, timeout = 200 } = options
  checkWhole('count', count, 100)
  checkWhole('timeout', timeout, 1500)
  return { count, timeout }
}

function checkWhole(name: string, value: number, most: number): void {
  if (typeof value !== 'number') throw new TypeError(`waitReplicas.${name} must be a number`)
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  throw new RangeError(`waitReplicas.${name} must be a whole number from 1 to ${most}`)
}

/** Runs a script and WAIT in one batch. Gives the answers to both, which may be errors. */
type Batch = (
  command: 'eval' | 'evalsha',
  script: string,
  key: string,
  values: string[],
) => Promise<readonly unknown[]>

function readBatch(client: RedisClient, options: Required<WaitReplicas>): Batch {
  if ('evalSha' in client) return fromNodeRedis(client, options)
  // Bun's client has `evalsha` too.
  if ('send' in client) return fromBun(client, options)
  return fromIoRedis(client, options)
}

interface NodeRedisBatch {
  eval(script: string, options: NodeRedisArguments): NodeRedisBatch
  evalSha(sha1: string, options: NodeRedisArguments): NodeRedisBatch
  wait(count: number, timeout: number): NodeRedisBatch
  execAsPipeline(): Promise<unknown[]>
}

/** A batch of node-redis, of a cluster and a pool too, is for one connection. */
function fromNodeRedis(client: NodeRedisClient, { count, timeout }: Required<WaitReplicas>): Batch {
  checkMethod(client, 'multi')
  const batches: { multi(): NodeRedisBatch } = Object(client)
  return async (command, script, key, values) => {
    const method = command === 'eval' ? 'eval' : 'evalSha'
    const batch = batches.multi()[method](script, { keys: [key], arguments: values })
    return batch.wait(count, timeout).execAsPipeline().catch(readReplies)
  }
}

/** When one command of a batch fails, node-redis rejects, with the answers of all in the error. */
function readReplies(error: unknown): unknown[] {
  const { replies }: { replies?: unknown } = Object(error)
  if (Array.isArray(replies)) return replies
  throw error
}

/** A pipeline of ioredis goes to one node: where its only key is. */
function fromIoRedis(client: IoRedisClient, { count, timeout }: Required<WaitReplicas>): Batch {
  checkMethod(client, 'pipeline')
  const pipelines: {
    pipeline(commands: unknown[][]): { exec(): Promise<[unknown, unknown][]> }
  } = Object(client)
  return async (command, script, key, values) => {
    const commands = [
      [command, script, 1, key, ...values],
      ['wait', count, timeout],
    ]
    const answers = await pipelines.pipeline(commands).exec()
    return answers.map(([error, answer]) => error ?? answer)
  }
}

/** Bun's client has one connection, and sends in the order of the calls. */
function fromBun(client: BunRedisClient, { count, timeout }: Required<WaitReplicas>): Batch {
  return async (command, script, key, values) => {
    const answers = [
      client.send(command.toUpperCase(), [script, '1', key, ...values]),
      client.send('WAIT', [`${count}`, `${timeout}`]),
    ]
    const settled = await Promise.allSettled(answers)
    return settled.map((each) => (each.status === 'fulfilled' ? each.value : each.reason))
  }
}

function checkMethod(client: RedisClient, name: string): void {
  if (typeof Reflect.get(client, name) === 'function') return
  throw new TypeError(
    `waitReplicas needs a client with the method ${name}, to send WAIT over the connection of the write; leave the option out`,
  )
}

/** A Cluster's answer for a key that is, or will be, on another node, or on none. */
function isElsewhere(answer: unknown): boolean {
  return answer instanceof Error && /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN) /.test(answer.message)
}

/** A client or cluster of the package `redis` (node-redis), by the little that is needed of it. */
export interface NodeRedisClient {
  eval(script: string, options: NodeRedisArguments): Promise<unknown>
  evalSha(sha1: string, options: NodeRedisArguments): Promise<unknown>
}

/** How node-redis takes the keys and arguments of a script. */
export interface NodeRedisArguments {
  keys: string[]
  arguments: string[]
}

/** A `Redis` or `Cluster` of ioredis, by the little that is needed of it. */
export interface IoRedisClient {
  eval(script: string, keys: number, ...values: string[]): Promise<unknown>
  evalsha(sha1: string, keys: number, ...values: string[]): Promise<unknown>
}

/** Bun's `RedisClient`, by the little that is needed of it. */
export interface BunRedisClient {
  send(command: string, values: string[]): Promise<unknown>
}

/** A connected client of Redis, of one of three kinds. */
export type RedisClient = NodeRedisClient | IoRedisClient | BunRedisClient

/** Runs a script on the node that has the key, in one round trip once the node knows the script. */
export type RunScript = (script: string, key: string, values: string[]) => Promise<unknown>

/**
 * Makes one way to run scripts of three kinds of clients: EVALSHA, and EVAL where the node does not know the script.
 *
 * @throws TypeError when it is no client
 */
export function createScriptRunner(client: RedisClient): RunScript {
  const commands = readClient(client)
  const names = new Map<string, Promise<string>>()
  return async (script, key, values) => {
    const name = names.get(script) ?? sha1(script)
    names.set(script, name)
    try {
      return await commands.evalSha(await name, key, values)
    } catch (error) {
      if (!isUnknownScript(error)) throw error
      return commands.eval(script, key, values)
    }
  }
}

interface Commands {
  eval: RunScript
  evalSha: RunScript
}

function readClient(client: RedisClient): Commands {
  if (Object(client) !== client) throw new TypeError(KINDS)
  if ('evalSha' in client) return fromNodeRedis(client)
  if ('evalsha' in client) return fromIoRedis(client)
  if ('send' in client) return fromBun(client)
  throw new TypeError(KINDS)
}

const KINDS = 'client must be one of node-redis, ioredis or Bun'

function fromNodeRedis(client: NodeRedisClient): Commands {
  return {
    eval: (script, key, values) => client.eval(script, { keys: [key], arguments: values }),
    evalSha: (name, key, values) => client.evalSha(name, { keys: [key], arguments: values }),
  }
}

function fromIoRedis(client: IoRedisClient): Commands {
  return {
    eval: (script, key, values) => client.eval(script, 1, key, ...values),
    evalSha: (name, key, values) => client.evalsha(name, 1, key, ...values),
  }
}

function fromBun(client: BunRedisClient): Commands {
  return {
    eval: (script, key, values) => client.send('EVAL', [script, '1', key, ...values]),
    evalSha: (name, key, values) => client.send('EVALSHA', [name, '1', key, ...values]),
  }
}

/** Whether a node does not know a script. Redis names errors by the first word of their text, and gives no other code. */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}

/** The name of a script: Redis takes SHA-1, which here protects nothing. */
export async function sha1(script: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(script))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export { createRedisStore, type RedisStoreOptions } from './lib/redis-store.ts'
export type {
  BunRedisClient,
  IoRedisClient,
  NodeRedisClient,
  RedisClient,
} from './lib/redis-client.ts'
export type { WaitReplicas } from './lib/redis-wait.ts'

export { flash, type FlashEnv, type FlashMountOptions } from './lib/flash.ts'
export { logger, type LoggerEnv } from './lib/logger.ts'
export { type Bindings } from './lib/memoize-sessions.ts'
export { session, type MountOptions, type SessionEnv } from './lib/session.ts'

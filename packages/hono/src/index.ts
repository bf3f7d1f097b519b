export { type Bindings } from './lib/memoize-sessions.ts'
export { session, type MountOptions, type SessionEnv } from './lib/session.ts'

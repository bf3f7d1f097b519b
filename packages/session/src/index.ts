export { type CommitOutcome, type Contribute } from './lib/commit.ts'
export {
  SessionDestroyed,
  SessionError,
  SessionInvalidValue,
  SessionSealed,
  SessionTooLarge,
} from './lib/errors.ts'
export { type OnSessionEvent, type RejectionReason, type SessionEvent } from './lib/events.ts'
export { type JsonValue } from './lib/json-value.ts'
export { type Keep } from './lib/life-cycle.ts'
export { type SessionSchema } from './lib/schema.ts'
export { type Session, type SessionBase } from './lib/session.ts'
export { createSessions, type SessionHandler, type Sessions } from './lib/sessions.ts'
export { type SessionCookieOptions, type SessionOptions } from './lib/settings.ts'

export { type CommitOptions, type CommitOutcome, type Contribute } from './lib/commit-options.ts'
export {
  SessionConflict,
  SessionDestroyed,
  SessionError,
  SessionInvalidValue,
  SessionLoginRequired,
  SessionNotLoaded,
  SessionSealed,
  SessionTooLarge,
  SessionUnavailable,
  SessionUnsupported,
} from './lib/errors.ts'
export { type OnSessionEvent, type RejectionReason, type SessionEvent } from './lib/events.ts'
export {
  type CookieScope,
  type FormerCookie,
  type SessionCookieOptions,
} from './lib/cookie-options.ts'
export { type Duration } from './lib/duration.ts'
export { type RememberOptions } from './lib/limits.ts'
export { type IsLive, type SessionClaims } from './lib/live.ts'
export { copyJson, type JsonValue } from './lib/json-value.ts'
export { type Keep } from './lib/life-cycle.ts'
export { type SessionSchema } from './lib/schema.ts'
export { type Session, type SessionBase } from './lib/session.ts'
export { createSessions, factsBehind } from './lib/create-sessions.ts'
export {
  type DirectSessions,
  type OpenOptions,
  type SessionHandler,
  type Sessions,
  type SessionsFacts,
} from './lib/sessions.ts'
export { type ForeignFormat, type PreparedFormat } from './lib/session-format.ts'
export { type SessionFlashes } from './lib/session-flashes.ts'
export {
  type CommonOptions,
  type ForeignSessionOptions,
  type SessionOptions,
  type AnySessionOptions,
} from './lib/session-options.ts'
export { applyChange, isExpired, isLive, type AppliedChange } from './lib/store/apply-change.ts'
export {
  createMemoryStore,
  type MemoryStore,
  type MemoryStoreEvent,
  type MemoryStoreOptions,
} from './lib/store/memory-store.ts'
export { copyRecord, isSessionRecord, summarizeRecord } from './lib/store/session-record.ts'
export {
  OPERATIONS_KEPT,
  type ApplyResult,
  type SessionChange,
  type SessionRecord,
  type SessionStore,
  type SessionSummary,
  type StoreCapabilities,
} from './lib/store/session-store.ts'
export { type WaitUntil } from './lib/with-store/touch.ts'
export { type UserSessions } from './lib/with-store/list-sessions.ts'
export { type StoreOptions } from './lib/with-store/store-settings.ts'
export { type UserSession } from './lib/with-store/user-sessions.ts'

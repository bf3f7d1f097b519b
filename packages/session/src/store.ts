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

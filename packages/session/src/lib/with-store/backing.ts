import type { SessionRecord } from '../store/session-store.ts'
import type { StoreToken } from './token.ts'

/** The stored session behind a request's cookie. */
export interface Backing {
  /**
   * How the request's token opened. `fresh`: no valid token, or no record for it. `live`: the record is there.
   * `superseded`: the record went on under a newer token. `unread`: a lazy session that nobody loaded yet.
   */
  readonly opening: 'fresh' | 'live' | 'superseded' | 'unread'
  /** The token that the request brought, or that was made since. */
  readonly token: StoreToken | undefined
  /** The record as it was last read or written. */
  readonly record: SessionRecord | undefined
  /** When the token's generation began, in milliseconds since the epoch: the time at which the token is signed. */
  readonly generationAt: number
  /** The token is older than the record's, or its key than the first secret: the visitor should get the current one. */
  readonly isOutdated: boolean
}

/** A request without a stored session. */
export const FRESH: Backing = {
  opening: 'fresh',
  token: undefined,
  record: undefined,
  generationAt: 0,
  isOutdated: false,
}

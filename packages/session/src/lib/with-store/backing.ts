import type { SessionRecord } from '../store/session-store.ts'
import type { StoreToken } from './token.ts'

/** The stored session behind a request's cookie. */
export interface Backing {
  /**
   * How the request's token opened. `fresh`: no valid token, or no record for it. `live`: the record is there.
   * `superseded`: the record went on under a newer token. `unread`: a lazy session that nobody loaded yet.
   */
  readonly opening: 'fresh' | 'live' | 'superseded' | 'unread'
  /** The session's current token: the one that the request brought, that is current in its place, or was made since. */
  readonly token: StoreToken | undefined
  /** The record as it was last read or written; `undefined` where nothing of it may be known. */
  readonly record: SessionRecord | undefined
  /** When the record's generation began, in milliseconds since the epoch: the time at which its token is signed. */
  readonly generationAt: number
  /** The request's own token is the one before the current one, in its grace. */
  readonly isInGrace: boolean
  /**
   * Which responses give the visitor the token. `never`: they have it. `page`: a response that writes anyway, or a page
   * that the visitor opened. `touch`: any that touched the session. `always`: this request made it.
   */
  readonly sendOn: 'never' | 'page' | 'touch' | 'always'
}

/** A request without a stored session. */
export const FRESH: Backing = {
  opening: 'fresh',
  token: undefined,
  record: undefined,
  generationAt: 0,
  isInGrace: false,
  sendOn: 'never',
}

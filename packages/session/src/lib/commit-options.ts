import type { HeaderPatch } from '@costrel/http'
import type { WaitUntil } from './with-store/touch.ts'

/** What the response says of the session, for who adds headers of their own to it. */
export interface CommitOutcome {
  /** The status that is really sent. */
  readonly status: number
  /**
   * Who is logged in once the response has arrived. Looking at it touches the session.
   *
   * @throws SessionNotLoaded when it is lazy and was not loaded
   */
  readonly user: string | undefined
}

/** Adds headers to a response when its session is committed, such as the cookies of flashed messages. */
export type Contribute = (outcome: CommitOutcome) => HeaderPatch

/** How a session is committed. */
export interface CommitOptions {
  /** Adds headers of another package, told of the status and user that are really sent. */
  readonly contribute?: Contribute | undefined
  /** The status that is really sent, where it is not the response's own. */
  readonly status?: number
  /** Takes work that may be finished behind the response. Default: none may, everything is awaited. */
  readonly waitUntil?: WaitUntil | undefined
}

/**
 * One session as a store keeps it: plain data that survives JSON. All times are milliseconds since the epoch. A record
 * is *expired* at `now` when `now >= idleExpiresAt` or `now >= expiresAt`; what is expired counts as absent.
 */
export interface SessionRecord {
  /** Key → encoded JSON text. A store never parses the texts; keys are any text, `__proto__` included. */
  readonly data: Readonly<Record<string, string>>
  /** The current generation: random text of at most 64 ASCII characters. Tokens that carry another one are not live. */
  readonly generation: string
  /** When `generation` became the current one. */
  readonly generationAt: number
  /** The generation before, which is still live while `now < previousUntil`. */
  readonly previous?: string
  /** When `previous` stops being live. Present exactly when `previous` is. */
  readonly previousUntil?: number
  /** Who is logged in. Absent: nobody. */
  readonly user?: string
  /** When the session began. */
  readonly createdAt: number
  /** When the user proved who they are. */
  readonly authAt?: number
  /** The latest activity that was written down. */
  readonly touchedAt: number
  /** When the session ends for want of activity. */
  readonly idleExpiresAt: number
  /** When the session ends whatever happens. */
  readonly expiresAt: number
  /** The ids of the last 8 operations that were applied, the oldest first. */
  readonly operations: readonly string[]
}

/** How many operation ids a record remembers. */
export const OPERATIONS_KEPT = 8

/**
 * A change to a record. It carries operations, not a document: members that are absent leave the record as it is, so
 * that parallel requests which change different keys both win.
 */
export interface SessionChange {
  /** The time of the request, by which the store judges expiry and `previousUntil`. */
  readonly now: number
  /** A random id of this change, at most 64 ASCII characters. A repeated call with it changes nothing again. */
  readonly operation: string
  /** The generation of the token that the change comes by. */
  readonly generation: string
  /**
   * Replaces the generation. `generationAt` becomes `now`; with `graceUntil` the old one is kept as `previous` until
   * then, without it no previous one is left. Works only by the current generation, so that of two at once one wins.
   */
  readonly next?: { readonly generation: string; readonly graceUntil?: number }
  /** Applies only while the key has exactly this text (`null`: the key is absent). */
  readonly ifKey?: { readonly key: string; readonly text: string | null }
  /** Removes every key, before `unset` and `set`. */
  readonly clear?: boolean
  /** Keys to write and their encoded JSON texts. */
  readonly set?: Readonly<Record<string, string>>
  /** Keys to remove; `set` wins over it. */
  readonly unset?: readonly string[]
  /** The new {@link SessionRecord.touchedAt}, taken as it is given. */
  readonly touchedAt?: number
  /** The new {@link SessionRecord.idleExpiresAt}, taken as it is given. */
  readonly idleExpiresAt?: number
  /** The new {@link SessionRecord.expiresAt}, taken as it is given. */
  readonly expiresAt?: number
  /** The new {@link SessionRecord.user}. Callers send it together with a `next` without grace. */
  readonly user?: string
  /** The new {@link SessionRecord.authAt}. */
  readonly authAt?: number
}

/**
 * What became of a change. `applied`: it is written; the generation is the one that the record has now, for which the
 * caller may make a token. `gone`: no record, or an expired one. `superseded`: the change's generation is not live, or it
 * brings `next` and is not the current one. `conflict`: `ifKey` does not hold. All but `applied` change nothing.
 */
export type ApplyResult =
  | { readonly status: 'applied'; readonly generation: string; readonly generationAt: number }
  | { readonly status: 'gone' | 'superseded' | 'conflict' }

/** What a store can promise. A configuration that needs more is refused when it is constructed. */
export interface StoreCapabilities {
  /** `apply` is exists-only and one atomic step, also against other processes. */
  readonly atomicApply: boolean
  /** `ifKey` is compared in that same step. */
  readonly compareAndSet: boolean
  /** `listByUser` and `destroyByUser` are there. */
  readonly userIndex: boolean
  /** What was acknowledged survives the end of the process that holds it. */
  readonly durable: boolean
  /** `strong`: a read sees every write acknowledged before it. `eventual`: it may be late, also by a logout. */
  readonly consistency: 'strong' | 'eventual'
}

/** One of a user's sessions, for a list of devices. It holds no generation: no token can be made of it. */
export interface SessionSummary {
  /** The record's id, as in {@link SessionStore.destroy}. */
  readonly id: string
  /** As in {@link SessionRecord.data}: a label is a key of it. */
  readonly data: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly authAt?: number
  readonly touchedAt: number
  readonly idleExpiresAt: number
  readonly expiresAt: number
}

/**
 * Where sessions are kept. Ids are 64 hexadecimal digits (a hash of what the token holds). Values that go in and come
 * out are copies: changing one later changes no record. A store has no clock: times come with each call, and where its
 * engine has one (to drop what is expired) it may only drop later. A call that cannot be answered rejects; it never
 * answers `null` or `gone` for a record that it could not look at. The suite in `@costrel/session/contract` checks all of it.
 */
export interface SessionStore {
  /** What this store can promise. Does not change. */
  readonly capabilities: StoreCapabilities
  /** Inserts; a record that is there stays as it is (`exists`), also one that is expired and not swept yet. */
  create(id: string, record: SessionRecord): Promise<'created' | 'exists'>
  /** The record, unless it is absent or expired at `now`. Never a record of another id. */
  read(id: string, now: number): Promise<SessionRecord | null>
  /**
   * Changes a record that exists, in one atomic step; never makes one. Judged in this order:
   *
   * 1. No record, or expired at `change.now`: `gone`.
   * 2. `change.operation` is among the record's operations: nothing is written. When the generation the caller holds after
   *    it (`next.generation`, else `generation`) is live, `applied` with what the record has now; else `superseded`, since
   *    whoever holds an older token may not learn a newer one.
   * 3. `change.generation` is neither the current one nor, while `now < previousUntil`, the previous one: `superseded`.
   *    With `next`, only the current one will do. The previous one may do everything else for its time.
   * 4. `ifKey` does not hold: `conflict`.
   * 5. Everything in the change is written, and the operation's id joins the last 8: `applied`.
   */
  apply(id: string, change: SessionChange): Promise<ApplyResult>
  /**
   * Removes a record. With a generation only when it is the record's current or previous one (whatever the time: a
   * logout that began in the grace is a logout); a superseded one removes nothing. No record: nothing.
   */
  destroy(id: string, generation?: string): Promise<void>
  /** Makes or updates tables and indexes. May be called at every start, and by several processes at once. */
  migrate?(): Promise<void>
  /** The user's sessions that are not expired at `now`, in no order. */
  listByUser?(user: string, now: number): Promise<SessionSummary[]>
  /** Removes the user's sessions but the one with the id `except`, and says how many there were. */
  destroyByUser?(user: string, options?: { readonly except?: string }): Promise<number>
  /**
   * Removes records that are expired at `now`, at most `limit`, and says how many. It works in slices that hold
   * nobody up, and may stop early: call it on a schedule.
   */
  sweep?(now: number, limit: number): Promise<number>
}

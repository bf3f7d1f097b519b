import type { RefusalReason } from '@costrel/signing'

/**
 * Why a cookie was refused: the signer's reasons; `duplicate`: the name came twice with two valid values;
 * `revoked`: `isLive` said no; `gone`: the store has no such session (any more);
 * `superseded`: the stored session went on under a newer token. `expired` means the idle or the absolute timeout.
 */
export type RejectionReason = RefusalReason | 'duplicate' | 'revoked' | 'gone' | 'superseded'

/** What a session tells of itself: a closed union. No event holds a cookie, a value or an id in clear. */
export type SessionEvent =
  /** A cookie was refused; the visitor has a new, empty session. */
  | { readonly type: 'rejected'; readonly reason: RejectionReason; readonly cookie: string }
  /** Nobody can say whether the session may be used: `isLive` or the store threw `error`, or was late. */
  | { readonly type: 'unavailable'; readonly error: unknown; readonly session: string }
  /** A `Secure` cookie was set on a response to an http URL; told once. Behind a proxy that ends TLS, see `proxyFix`. */
  | { readonly type: 'insecure-url'; readonly cookie: string }
  /** The secret of a foreign format, or one of its fallbacks, can be guessed (`allowWeakSecret`); told once. */
  | { readonly type: 'weak-secret'; readonly cookie: string }
  /** A stored value does not fit its key's schema any more; the key reads as absent. */
  | { readonly type: 'key-dropped'; readonly key: string; readonly session: string }
  /**
   * Changes were not kept: the response's status is 500 or above, the handler threw, the response takes no headers, or
   * an app mounted inside answered for the cookie already.
   */
  | {
      readonly type: 'changes-dropped'
      /** The final status; `undefined` when the handler threw. */
      readonly status: number | undefined
      readonly keys: readonly string[]
      readonly session: string
    }
  /** A header or directive that would let a shared cache keep the page was taken off the response. */
  | { readonly type: 'cache-header-removed'; readonly header: string }
  /** A session began: the first write, or a login. */
  | { readonly type: 'created'; readonly session: string }
  /** A session took a new id; `previous` is the old one's. */
  | { readonly type: 'regenerated'; readonly session: string; readonly previous: string }
  /** A session ended by `logout` or `destroy`, or because it became empty. */
  | { readonly type: 'destroyed'; readonly session: string }

/**
 * Receives events, with the request that caused them. `session` is a keyed hash of the session's id, the same for all
 * events of one session. An observer: what it throws is not let into the response.
 */
export type OnSessionEvent = (event: SessionEvent, request: Request) => void

/** Who is told of what happens to a request's session. */
export interface Observed {
  readonly request: Request
  readonly observers: readonly OnSessionEvent[]
}

/** Hands an event to the observers, and keeps their own failures from the visitor. */
export function tell({ observers, request }: Observed, event: SessionEvent): void {
  for (const observe of observers) {
    try {
      const pending: unknown = observe(event, request)
      if (pending instanceof Promise) pending.catch(ignore)
    } catch (error) {
      ignore(error)
    }
  }
}

/** A client can cause events at will: a broken observer must not turn them into errors on the page. */
function ignore(_error: unknown): void {}

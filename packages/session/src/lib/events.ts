import type { RefusalReason } from '@costrel/signing'

/**
 * Why a cookie was refused: the signer's reasons; `duplicate`: the name came twice with two valid values;
 * `revoked`: `isLive` said no. `expired` means the idle or the absolute timeout.
 */
export type RejectionReason = RefusalReason | 'duplicate' | 'revoked'

/** What a session tells of itself: a closed union. No event holds a cookie, a value or an id in clear. */
export type SessionEvent =
  /** A cookie was refused; the visitor has a new, empty session. */
  | { readonly type: 'rejected'; readonly reason: RejectionReason; readonly cookie: string }
  /** Nobody can say whether the session may be used: `isLive` threw `error`, or did not answer within a second. */
  | { readonly type: 'unavailable'; readonly error: unknown; readonly session: string }
  /** A `Secure` cookie was set on a response to an http URL; told once. Behind a proxy that ends TLS, see `proxyFix`. */
  | { readonly type: 'insecure-url'; readonly cookie: string }
  /** A stored value does not fit its key's schema any more; the key reads as absent. */
  | { readonly type: 'key-dropped'; readonly key: string; readonly session: string }
  /** Changes were not kept, since the response's status is 500 or above or the handler threw. */
  | {
      readonly type: 'changes-dropped'
      /** The final status; `undefined` when the handler threw. */
      readonly status: number | undefined
      readonly keys: readonly string[]
      readonly session: string
    }
  /** A header or directive that would let a shared cache keep the page was taken off the response. */
  | { readonly type: 'cache-header-removed'; readonly header: string }
  /** The response already carried a line for our cookie, of another mount or of the app; ours took its place. */
  | { readonly type: 'cookie-replaced'; readonly cookie: string }
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
export type OnSessionEvent = (event: SessionEvent, request: Request) => void | Promise<void>

/** Hands an event to the observer, and keeps the observer's own failures from the visitor. */
export function emit(
  onEvent: OnSessionEvent | undefined,
  event: SessionEvent,
  request: Request,
): void {
  try {
    const pending = onEvent?.(event, request)
    if (pending instanceof Promise) pending.catch(ignore)
  } catch (error) {
    ignore(error)
  }
}

/** A client can cause events at will: a broken observer must not turn them into errors on the page. */
function ignore(_error: unknown): void {}

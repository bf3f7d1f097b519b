/**
 * Why a token was refused. `malformed`: no signature in it. `signature`: changed, or made with another secret, salt or
 * digest. `timestamp`: signed, but with no time in it. `expired`: older than `maxAge`. `future`: issued more than 300
 * seconds ahead of our clock. `payload`: signed, but not what the serializer reads. `too-long`: not looked at.
 */
export type ItsdangerousRefusal =
  | 'malformed'
  | 'signature'
  | 'timestamp'
  | 'expired'
  | 'future'
  | 'payload'
  | 'too-long'

/** A refused token. It shows nothing of its payload. */
export interface ItsdangerousRefused {
  readonly ok: false
  readonly reason: ItsdangerousRefusal
}

/** What opening a token without a time gave. */
export type ItsdangerousOpened<Value> =
  | {
      readonly ok: true
      readonly value: Value
      /** Not made with the key that signs now: make the token again at the next chance. */
      readonly stale: boolean
    }
  | ItsdangerousRefused

/** What opening a token with a time gave. */
export type ItsdangerousTimedOpened<Value> =
  | {
      readonly ok: true
      readonly value: Value
      /** Milliseconds since the epoch, of whole seconds. */
      readonly issuedAt: number
      /** Not made with the key that signs now: make the token again at the next chance. */
      readonly stale: boolean
    }
  | ItsdangerousRefused

/** How a token with a time is made. */
export interface ItsdangerousSignOptions {
  /** The issue time, in milliseconds since the epoch; the token keeps whole seconds. */
  readonly now: number
}

/** How a token with a time is opened. */
export interface ItsdangerousOpenOptions {
  /** The current time, in milliseconds since the epoch. */
  readonly now: number
  /** How old a token may be, in seconds. Default: of any age, and from the future too, as itsdangerous does. */
  readonly maxAge?: number
}

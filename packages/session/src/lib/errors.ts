/** Base of the errors of this package; `code` tells them apart. */
export abstract class SessionError extends Error {
  /** Literal name of the failure. */
  abstract readonly code: string

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** Nobody can say whether the visitor's session may be used, so it is neither accepted nor taken for a stranger's. */
export class SessionUnavailable extends SessionError {
  override readonly code = 'unavailable'

  constructor(cause: unknown) {
    super('the session cannot be checked right now', { cause })
  }

  /** The answer for it: 503 with `Retry-After: 1` (RFC 9110 §15.6.4). Hono asks errors for this. */
  getResponse(): Response {
    const headers = { 'retry-after': '1', 'cache-control': 'no-store' }
    return new Response('The service is unavailable, try again.', { status: 503, headers })
  }
}

/** `requireRecentLogin` found a stranger, or a login that is too long ago. */
export class SessionLoginRequired extends SessionError {
  override readonly code = 'login-required'

  constructor(seconds: number) {
    super(`this needs a login of the last ${seconds} seconds`)
  }

  /** The answer for it: 403. Catch the error to send the visitor to a login form instead. */
  getResponse(): Response {
    return new Response('Log in again, please.', { status: 403 })
  }
}

/** The cookie would be over 4,096 bytes, which browsers drop without a word (RFC 6265bis §5.6). */
export class SessionTooLarge extends SessionError {
  override readonly code = 'too-large'
  /** Bytes of the whole cookie, name and value. */
  readonly bytes: number
  /** Bytes of each key's JSON text. */
  readonly keys: Readonly<Record<string, number>>

  constructor(bytes: number, keys: readonly (readonly [string, number])[]) {
    const list = keys.map(([key, size]) => `${key}: ${size}`)
    super(
      `the session cookie has ${bytes} bytes, browsers keep 4096; keep less in it, or keep it in a store (${list.join(', ')})`,
    )
    this.bytes = bytes
    this.keys = Object.fromEntries(keys)
  }
}

/**
 * A write after the response was committed, or while `save()` is under way, which nobody would ever read; or a first read then, when the response can no
 * longer say that it depends on the session. The stack names the place.
 */
export class SessionSealed extends SessionError {
  override readonly code = 'sealed'

  constructor() {
    super(
      'the session is committed, or being saved: use it before the response, or await save() first',
    )
  }
}

/** A write after `destroy()`. `logout()` leaves an empty session that can be written. */
export class SessionDestroyed extends SessionError {
  override readonly code = 'destroyed'

  constructor() {
    super('the session was destroyed; use logout() to go on with an empty one')
  }
}

/** A value that the key's schema refuses. */
export class SessionInvalidValue extends SessionError {
  override readonly code = 'invalid-value'
  /** The key. */
  readonly key: string

  constructor(key: string, problems: readonly string[]) {
    super(`session key '${key}': ${problems.join('; ')}`)
    this.key = key
  }
}

/**
 * A change that came too late: the stored session was ended, or continued under a newer token, while the request ran.
 * The response is 409; `await session.save()` throws it.
 */
export class SessionConflict extends SessionError {
  override readonly code = 'conflict'

  constructor() {
    super('the session was ended or renewed by another request, so the change was not made')
  }

  /** The answer for it: 409 (RFC 9110 §15.5.10). Hono asks errors for this. */
  getResponse(): Response {
    const headers = { 'cache-control': 'no-store' }
    return new Response('The session has changed, try again.', { status: 409, headers })
  }
}

/** A lazy session was read before `await session.load()`. */
export class SessionNotLoaded extends SessionError {
  override readonly code = 'not-loaded'

  constructor() {
    super("with load: 'lazy', await session.load() before reading")
  }
}

/** The session's format or store has no place for what was asked. */
export class SessionUnsupported extends SessionError {
  override readonly code = 'unsupported'
}

/** The current session was asked for where no request is handled. */
export class SessionOutsideRequest extends SessionError {
  override readonly code = 'outside-request'

  constructor() {
    super(
      'no request is handled here; wrap its handler in context.middleware(handler) or context.run(session, callback)',
    )
  }
}

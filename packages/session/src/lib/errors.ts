/** Base of the errors of this package; `code` tells them apart. */
export class SessionError extends Error {
  /** Literal name of the failure. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** Nobody can say whether the visitor's session may be used, so it is neither accepted nor taken for a stranger's. */
export class SessionUnavailable extends SessionError {
  override readonly code = 'unavailable'

  constructor(cause: unknown) {
    super('unavailable', 'the session cannot be checked right now', { cause })
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
    super('login-required', `this needs a login of the last ${seconds} seconds`)
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
  /** Bytes of each key's JSON text, the largest first. */
  readonly keys: Readonly<Record<string, number>>

  constructor(bytes: number, keys: Readonly<Record<string, number>>) {
    const list = Object.entries(keys).map(([key, size]) => `${key}: ${size}`)
    super(
      'too-large',
      `the session cookie has ${bytes} bytes, browsers keep 4096; keep less in it, or use a store (${list.join(', ')})`,
    )
    this.bytes = bytes
    this.keys = keys
  }
}

/** A write after the response was committed: nobody would ever read it. The stack names the place of the write. */
export class SessionSealed extends SessionError {
  override readonly code = 'sealed'

  constructor() {
    super('sealed', 'the session was committed with the response; write before returning it')
  }
}

/** A write after `destroy()`. `logout()` leaves an empty session that can be written. */
export class SessionDestroyed extends SessionError {
  override readonly code = 'destroyed'

  constructor() {
    super('destroyed', 'the session was destroyed; use logout() to go on with an empty one')
  }
}

/** A value that the key's schema refuses. */
export class SessionInvalidValue extends SessionError {
  override readonly code = 'invalid-value'
  /** The key. */
  readonly key: string

  constructor(key: string, problems: readonly string[]) {
    super('invalid-value', `session key '${key}': ${problems.join('; ')}`)
    this.key = key
  }
}

/** What this package throws beside the errors of wrong arguments; `code` tells the failures apart. */
export class FlashError extends Error {
  override readonly name = 'FlashError'
  /**
   * `too-large`: one message's cookie would be over 1,024 bytes. `sealed`: the response's headers were made before the
   * message; nobody would ever read it. The stack names the place.
   */
  readonly code: 'too-large' | 'sealed'
  /** `too-large`: bytes of the cookie's name and value. */
  readonly bytes: number | undefined

  constructor(code: FlashError['code'], message: string, bytes?: number) {
    super(message)
    this.code = code
    this.bytes = bytes
  }
}

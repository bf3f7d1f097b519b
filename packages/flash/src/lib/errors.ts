/** Base of the errors of this package; `code` tells them apart. */
export class FlashError extends Error {
  /** Literal name of the failure. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = new.target.name
    this.code = code
  }
}

/** One message's cookie would be over 1,024 bytes. */
export class FlashTooLarge extends FlashError {
  override readonly code = 'too-large'
  /** Bytes of the cookie's name and value. */
  readonly bytes: number

  constructor(bytes: number, limit: number) {
    super(
      'too-large',
      `the flash message's cookie has ${bytes} bytes, the limit is ${limit}; say it shorter`,
    )
    this.bytes = bytes
  }
}

/** A message after the response's headers were made: nobody would ever read it. The stack names the place. */
export class FlashSealed extends FlashError {
  override readonly code = 'sealed'

  constructor() {
    super('sealed', "the response's headers are made; flash before returning it")
  }
}

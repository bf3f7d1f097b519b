import { createCookieTemplate } from '@costrel/http'
import type { Signer } from '@costrel/signing'
import type { Categories } from './categories.ts'
import type { OnFlashEvent } from './events.ts'

/** The cookies of the messages. */
export interface FlashCookieOptions {
  /** Full name, prefix included; each message's cookie has `.` and an id behind it. Default: `__Host-flash`. */
  readonly name?: string
}

/** Settings of flash. */
export interface FlashOptions<Category extends string = string> {
  /** Signs the messages: `createSigner(sessions.keys, { purpose: 'flash' })`, or of a key ring of its own. */
  readonly signer: Signer
  /** The categories besides `message`. Default: any text. */
  readonly categories?: readonly Category[]
  /** The cookies' name. */
  readonly cookie?: FlashCookieOptions
  /**
   * Lets a request by plain http to this very machine use cookies without `Secure` and prefix, for a developer's
   * browser. Never set it in production: a default nginx makes production look the same. Default: `false`.
   */
  readonly development?: boolean
  /** How many messages may wait for a visitor; 4,096 bytes hold about 30. Default: 10. */
  readonly maxMessages?: number
  /** Seconds for which a message waits. Default: 600, ten minutes. */
  readonly lifetime?: number
  /** Tells the visitor how many messages were too many. Default: `1 message could not be shown`. */
  readonly notice?: (count: number) => string
  /** The clock, in whole milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number
  /** Gives that many random bytes. Default: `crypto.getRandomValues`. */
  readonly randomBytes?: (length: number) => Uint8Array
  /** Receives what flash tells of itself. Default: nobody. */
  readonly onEvent?: OnFlashEvent
}

/** Options made ready: checked once, used by every request. */
export interface Settings {
  readonly signer: Signer
  readonly categories: Categories
  readonly cookie: FlashCookie
  /** The cookies on a developer's machine, by plain http; `undefined` in production. */
  readonly developmentCookie: FlashCookie | undefined
  readonly maxMessages: number
  /** Seconds. */
  readonly lifetime: number
  readonly notice: (count: number) => string
  readonly now: () => number
  /** When a message was flashed: milliseconds since the epoch, and its number within that millisecond. */
  readonly stamp: () => Stamp
  readonly createId: () => string
  readonly observers: readonly OnFlashEvent[]
}

type Stamp = readonly [time: number, sequence: number]

/** The family of cookies that hold the messages. */
export interface FlashCookie {
  /** Full name of all, without the id. */
  readonly name: string
  /** Send over https only. */
  readonly secure: boolean
}

/**
 * Checks the options.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function readSettings(options: FlashOptions): Settings {
  const { signer, maxMessages = 10, lifetime = 600, now = Date.now, onEvent } = options
  const { notice = englishNotice, randomBytes = webRandomBytes, development, categories } = options
  const name = options.cookie?.name ?? '__Host-flash'
  if (typeof signer?.sign !== 'function') {
    throw new TypeError("signer must be a signer: createSigner(keys, { purpose: 'flash' })")
  }
  if (categories !== undefined && !Array.isArray(categories)) {
    throw new TypeError('categories must be a list')
  }
  checkWhole('maxMessages', maxMessages)
  checkWhole('lifetime', lifetime)
  createCookieTemplate({ name }) // refuses a wrong name here, not at the first message
  return {
    signer,
    categories: categories && new Set(['message', ...categories]),
    cookie: { name, secure: true },
    developmentCookie: development === true ? developmentCookie(name) : undefined,
    maxMessages,
    lifetime,
    notice,
    now,
    stamp: createStamps(now),
    createId: () => encodeId(randomBytes(6)),
    observers: onEvent === undefined ? [] : [onEvent],
  }
}

function checkWhole(option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${option} must be a whole number, 1 or more`)
  }
}

function developmentCookie(name: string): FlashCookie {
  return { name: name.replace(/^__(host-http|host|secure|http)-/i, ''), secure: false }
}

/** Stamps follow each other, also within a millisecond and across requests. */
function createStamps(now: () => number): () => Stamp {
  let last: Stamp = [Number.NaN, 0]
  return () => {
    const time = now()
    last = [time, time === last[0] ? last[1] + 1 : 0]
    return last
  }
}

function englishNotice(count: number): string {
  return `${count} message${count === 1 ? '' : 's'} could not be shown`
}

function webRandomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** 48 random bits as 8 characters of base64url: two messages of one visitor never meet. */
function encodeId(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

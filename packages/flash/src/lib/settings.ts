import { createCookieTemplate, type CookieTemplate } from '@costrel/http'
import type { Signer } from '@costrel/signing'
import { createCategories, type Categories } from './categories.ts'
import type { OnFlashEvent } from './events.ts'
import { createStamps, type Stamp } from './stamp.ts'

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
  /** How many messages may wait for a visitor, 1 to 30. Default: 10. */
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
  readonly stamp: () => Stamp
  readonly createId: () => string
  readonly onEvent: OnFlashEvent | undefined
}

/** The family of cookies that hold the messages. */
export interface FlashCookie {
  /** Full name of all, without the id. */
  readonly name: string
  /** The template of one cookie, by its full name. */
  readonly template: (name: string) => CookieTemplate
}

/**
 * Checks the options.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function readSettings<Category extends string>(options: FlashOptions<Category>): Settings {
  const { signer, maxMessages = 10, lifetime = 600, now = Date.now, onEvent } = options
  const { randomBytes = webRandomBytes, notice = englishNotice } = options
  if (typeof signer?.sign !== 'function') {
    throw new TypeError("signer must be a signer: createSigner(keys, { purpose: 'flash' })")
  }
  checkWhole('maxMessages', maxMessages, MOST_MESSAGES)
  checkWhole('lifetime', lifetime, Number.MAX_SAFE_INTEGER)
  const name = options.cookie?.name ?? '__Host-flash'
  const development = options.development === true
  return {
    signer,
    categories: createCategories(options.categories),
    cookie: createFlashCookie(name, true),
    developmentCookie: development
      ? createFlashCookie(name.replace(/^__(host|secure)-/i, ''), false)
      : undefined,
    maxMessages,
    lifetime,
    notice,
    now,
    stamp: createStamps(now),
    createId: () => encodeId(randomBytes(6)),
    onEvent,
  }
}

/** No more are looked at in a request, with some room for what parallel responses add. */
const MOST_MESSAGES = 30

function checkWhole(option: string, value: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < 1 || value > most) {
    throw new RangeError(`${option} must be a whole number from 1 to ${most}`)
  }
}

function createFlashCookie(name: string, secure: boolean): FlashCookie {
  createCookieTemplate({ name, secure }) // refuses a wrong name here, not at the first message
  return { name, template: (name) => createCookieTemplate({ name, secure }) }
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

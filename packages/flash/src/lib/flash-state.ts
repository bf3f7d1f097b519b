import { isPlainLoopback, type HeaderPatch } from '@costrel/http'
import type { OnFlashEvent } from './events.ts'
import type { Message } from './message.ts'
import type { OpenedCookies } from './open-cookies.ts'
import type { FlashCookie, Settings } from './settings.ts'

/** Says who is logged in; `undefined` for a stranger. */
export type CurrentUser = () => string | undefined

/** A request's messages: what its handler did so far. */
export interface FlashState {
  readonly settings: Settings
  readonly request: Request
  readonly user: CurrentUser
  readonly observers: readonly OnFlashEvent[]
  isTouched: boolean
  /** What this request flashed, in its order. */
  readonly added: Message[]
  /** What the first read that may count took. */
  taken: Taken | undefined
  /** The decision, once it is made; nothing can be flashed any more. */
  patch: HeaderPatch | undefined
}

/** What a read took. */
export interface Taken {
  readonly opened: OpenedCookies
  /** How many of `added` it took. */
  readonly own: number
  /** How many messages of cookies were too many. */
  readonly cut: number
  /** What the visitor sees, the notice of lost messages included. */
  readonly list: readonly Message[]
}

/** The cookies that this request uses. */
export function cookieOf({ settings, request }: FlashState): FlashCookie {
  const { cookie, developmentCookie } = settings
  return developmentCookie !== undefined && isPlainLoopback(request) ? developmentCookie : cookie
}

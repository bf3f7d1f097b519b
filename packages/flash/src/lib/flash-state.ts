import type { HeaderPatch } from '@costrel/http'
import { isPlainLoopback } from '@costrel/http'
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
  isTouched: boolean
  /** What a read took; `undefined` until one that may count. */
  taken: Taken | undefined
  /** Messages of this request that no read has taken. */
  added: Message[]
  /** The decision, once it is made; nothing can be flashed any more. */
  patch: HeaderPatch | undefined
}

/** What the first read took. */
export interface Taken {
  readonly cookies: OpenedCookies
  /** Messages that were flashed in this request before the read. */
  readonly own: readonly Message[]
  /** Messages of cookies that were too many. */
  readonly cut: readonly Message[]
  /** What the visitor sees, the notice of lost messages included. */
  readonly list: readonly Message[]
}

/** Begins a request's messages. */
export function createState(settings: Settings, request: Request, user: CurrentUser): FlashState {
  return {
    settings,
    request,
    user,
    isTouched: false,
    taken: undefined,
    added: [],
    patch: undefined,
  }
}

/** The cookies that this request uses. */
export function cookieOf({ settings, request }: FlashState): FlashCookie {
  const { cookie, developmentCookie } = settings
  return developmentCookie !== undefined && isPlainLoopback(request) ? developmentCookie : cookie
}

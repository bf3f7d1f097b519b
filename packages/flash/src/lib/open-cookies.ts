import type { Opened, RefusalReason } from '@costrel/signing'
import { COUNTER_ID, contextOf, MAX_MESSAGE_BYTES } from './cookie-text.ts'
import { emit } from './events.ts'
import { findCookies } from './find-cookies.ts'
import { cookieOf, type CurrentUser, type FlashState } from './flash-state.ts'
import { decodeContent, inOrder, type Message } from './message.ts'
import type { Settings } from './settings.ts'

/** What a request's cookies gave. */
export interface OpenedCookies {
  /** In their order. */
  readonly messages: readonly Message[]
  /** The cookie that counts lost messages; its message is their number. */
  readonly counter: Message | undefined
  /** Cookies that were signed for another user, or changed on the way. */
  readonly foreign: readonly ForeignCookie[]
}

/** A cookie that this visitor may not see. */
export interface ForeignCookie {
  readonly id: string
  /** Bytes of its name and value. */
  readonly bytes: number
}

/** No cookies. */
export const NO_COOKIES: OpenedCookies = { messages: [], counter: undefined, foreign: [] }

/**
 * Opens the request's cookies, at most 40. Whatever a client sends gives a value: what is not for this visitor is
 * `foreign`; what is malformed, expired or of an unknown key is refused with an event for each reason.
 *
 * @param user asked only when there is a cookie
 */
export function openCookies(state: FlashState, user: CurrentUser): OpenedCookies {
  const { settings, request } = state
  const { name } = cookieOf(state)
  const found = findCookies(request.headers.get('cookie'), name, MAX_OPENED)
  if (found.size === 0) return NO_COOKIES
  const open = opener(settings, user())
  const messages: Message[] = []
  const foreign: ForeignCookie[] = []
  const refused: Exclude<RefusalReason, 'signature'>[] = []
  for (const [id, token] of found) {
    const result = open(name, id, token)
    if (typeof result !== 'string') messages.push(result)
    else if (result !== 'signature') refused.push(result)
    else foreign.push({ id, bytes: name.length + 1 + id.length + token.length })
  }
  for (const reason of new Set(refused)) {
    const count = refused.filter((other) => other === reason).length
    emit(settings.onEvent, { type: 'rejected', reason, count, cookie: name }, request)
  }
  return {
    messages: inOrder(messages.filter(({ id }) => id !== COUNTER_ID)),
    counter: messages.find(({ id }) => id === COUNTER_ID),
    foreign,
  }
}

const MAX_OPENED = 40

type Open = (name: string, id: string, token: string) => Message | RefusalReason

/** Opens cookies for the user and for a stranger: a message that was flashed before the login is theirs too. */
function opener({ signer, lifetime, categories, now }: Settings, user: string | undefined): Open {
  const time = now()
  const unsign = (token: string, context: string): Opened =>
    signer.unsign(token, { now: time, maxAge: lifetime, context })
  return (name, id, token) => {
    const fullName = `${name}.${id}`
    const bytes = fullName.length + token.length
    if (bytes > MAX_MESSAGE_BYTES) return 'too-long'
    let opened = unsign(token, contextOf(fullName, user))
    if (!opened.ok && opened.reason === 'signature') opened = unsign(token, fullName)
    if (!opened.ok) return opened.reason
    const content = decodeContent(opened.value)
    if (content === null) return 'malformed'
    // A category that was declared when the message was flashed, and is not any more.
    const category = categories.has(content.category) ? content.category : 'message'
    return { ...content, category, id, time: opened.issuedAt, bytes }
  }
}

import type { Opened, RefusalReason } from '@costrel/signing'
import { contextOf } from './context.ts'
import { emit } from './events.ts'
import { findCookies } from './find-cookies.ts'
import { cookieOf, type CurrentUser, type FlashState } from './flash-state.ts'
import { COUNTER_ID, HIDDEN, inOrder, parseContent, type Message } from './message.ts'
import type { Settings } from './settings.ts'

/** What a request's cookies gave. */
export interface OpenedCookies {
  /** In their order, those first that this visitor must not see. */
  readonly messages: readonly Message[]
  /** How many messages earlier responses counted as lost. */
  readonly lost: number
}

/**
 * Opens the request's cookies, at most 40. Whatever a client sends gives a value: what is malformed, expired or of an
 * unknown key is refused with an event.
 *
 * @param currentUser asked only when there is a cookie
 */
export function openCookies(state: FlashState, currentUser: CurrentUser): OpenedCookies {
  const { settings, request } = state
  const { name } = cookieOf(state)
  const found = findCookies(request.headers.get('cookie'), name, MAX_OPENED)
  const messages: Message[] = []
  let lost = 0
  const user = found.size > 0 ? currentUser() : undefined
  for (const [id, token] of found) {
    const result = open(settings, `${name}.${id}`, token, user)
    if (typeof result === 'string') emit(state, { type: 'rejected', reason: result, cookie: name })
    else if (id === COUNTER_ID && result.content !== HIDDEN) lost = Number(result.content[2])
    else messages.push({ ...result, id })
  }
  return { messages: inOrder(messages), lost }
}

const MAX_OPENED = 40

/** Tries the user's context, and a stranger's: a message that was flashed before the login is theirs too. */
function open(
  { signer, lifetime, categories, now }: Settings,
  name: string,
  token: string,
  user: string | undefined,
): Omit<Message, 'id'> | Exclude<RefusalReason, 'signature'> {
  const unsign = (context: string): Opened =>
    signer.unsign(token, { now: now(), maxAge: lifetime, context })
  let opened = unsign(contextOf(name, user))
  if (!opened.ok && opened.reason === 'signature') opened = unsign(name)
  const bytes = name.length + token.length
  if (!opened.ok) {
    return opened.reason === 'signature' ? { time: 0, bytes, content: HIDDEN } : opened.reason
  }
  const content = parseContent(opened.value)
  if (content === undefined) return 'malformed'
  const [sequence, category, message] = content
  // A category that was declared when the message was flashed, and is not any more, would not be of our type.
  const known = categories?.has(category) === false ? 'message' : category
  return { time: opened.issuedAt, bytes, content: [sequence, known, message] }
}

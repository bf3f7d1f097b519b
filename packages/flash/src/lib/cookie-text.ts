import type { Signer } from '@costrel/signing'
import { encodeContent, type Content } from './message.ts'

/** What one message's cookie may have: bytes of name and value. */
export const MAX_MESSAGE_BYTES = 1024

/** The id of the cookie that counts lost messages; a message's id has 8 characters. */
export const COUNTER_ID = 'dropped'

/**
 * What a cookie's token is bound to: the cookie's full name, and the user it is for. The `=` between them occurs in no
 * cookie name, and the user is written as JSON, so that two users never have one context, whatever texts they are.
 *
 * @param user `undefined` for a stranger
 */
export function contextOf(cookieName: string, user: string | undefined): string {
  return user === undefined ? cookieName : `${cookieName}=${JSON.stringify(user)}`
}

/**
 * Bytes of a cookie's name and value before it is signed. They do not depend on the user: a token is the empty text's
 * token with base64url of the content in it.
 *
 * @param now the issue time, in milliseconds since the epoch
 */
export function measure(signer: Signer, cookieName: string, content: Content, now: number): number {
  const { length } = new TextEncoder().encode(encodeContent(content))
  return cookieName.length + signer.sign('', { now }).length + Math.ceil((length * 4) / 3)
}

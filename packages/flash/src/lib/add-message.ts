import { copyJson } from '@costrel/session'
import { checkCategory } from './categories.ts'
import { FlashError } from './errors.ts'
import { cookieOf, type FlashState } from './flash-state.ts'
import type { Content } from './message.ts'

/**
 * Flashes a message.
 *
 * @throws TypeError when JSON would lose something of it
 * @throws RangeError when the category was not declared
 * @throws FlashError `too-large` when its cookie would be over 1,024 bytes
 * @throws FlashError `sealed` after the patch
 */
export function addMessage(state: FlashState, value: unknown, category: string): void {
  const { settings, added, patch } = state
  if (patch !== undefined) throw new FlashError('sealed', 'flash before the response is made')
  checkCategory(settings.categories, category)
  const message = copyJson(value, 'message')
  const [time, sequence] = settings.stamp()
  const content: Content = [sequence, category, message]
  const id = settings.createId()
  // A token is the empty text's token with base64url of the content in it, whoever the user is.
  const empty = `${cookieOf(state).name}.${id}${settings.signer.sign('', { now: time })}`
  const { length } = new TextEncoder().encode(JSON.stringify(content))
  const bytes = empty.length + Math.ceil((length * 4) / 3)
  if (bytes > MAX_BYTES) {
    throw new FlashError('too-large', `message of ${bytes} bytes, at most ${MAX_BYTES}`, bytes)
  }
  state.isTouched = true
  added.push({ id, time, bytes, content })
}

/** What one message's cookie may have: bytes of name and value. */
const MAX_BYTES = 1024

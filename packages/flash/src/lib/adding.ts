import { copyJson } from '@costrel/session'
import { MAX_MESSAGE_BYTES, measure } from './cookie-text.ts'
import { FlashSealed, FlashTooLarge } from './errors.ts'
import { cookieOf, type FlashState } from './flash-state.ts'

/**
 * Flashes a message.
 *
 * @throws TypeError when JSON would lose something of it
 * @throws RangeError when the category was not declared
 * @throws FlashTooLarge when its cookie would be over 1,024 bytes
 * @throws FlashSealed after the patch
 */
export function add(state: FlashState, value: unknown, category: string): void {
  if (state.patch !== undefined) throw new FlashSealed()
  const { categories, createId, signer, stamp } = state.settings
  categories.check(category)
  const message = copyJson(value, 'message')
  const { time, sequence } = stamp()
  const content = { sequence, category, message }
  const id = createId()
  const bytes = measure(signer, `${cookieOf(state).name}.${id}`, content, time)
  if (bytes > MAX_MESSAGE_BYTES) throw new FlashTooLarge(bytes, MAX_MESSAGE_BYTES)
  state.isTouched = true
  state.added.push({ ...content, id, time, bytes })
}

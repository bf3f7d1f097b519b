import { SessionUnavailable } from '../errors.ts'
import type { JsonValue } from '../json-value.ts'

/**
 * Reads a stored text.
 *
 * @throws SessionUnavailable when it is no JSON; unlike what `JSON.parse` throws, it quotes nothing of the text
 */
export function parseText(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    throw new SessionUnavailable(new TypeError('the store gave a text that is no JSON'))
  }
}

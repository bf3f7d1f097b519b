import { hashText as hash } from '#primitives'

import { checkText } from './token.ts'

/**
 * SHA-256 (FIPS 180-4) of a text, as 64 hexadecimal digits: for names that say nothing of a random value that they stand
 * for. Texts that can be guessed need {@link createKeyedHash}.
 *
 * @throws TypeError for a text with a lone surrogate: two such texts would have one name
 */
export function hashText(text: string): string {
  checkText(text, 'text')
  return hash(text)
}

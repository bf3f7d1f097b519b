import refused from '../vectors/refused.json' with { type: 'json' }
import { createKeyRing, createSealer, createSigner } from '../src/index.ts'
import * as native from '../src/lib/native.ts'
import * as portable from '../src/lib/portable.ts'

// the clock of every run: what a corpus found, it finds again
const NOW = 1_700_000_000_000

const CONTEXT = '__Host-session'
const keys = createKeyRing([refused.secret, `hex:${'5a'.repeat(31)}00`])
const signer = createSigner(keys, { purpose: refused.purpose })
const sealer = createSealer(keys, { purpose: refused.purpose })

/** Tokens that are to be accepted. */
export const VALID: readonly string[] = ['', 'v', '{"user":"alice"}', 'héllo 🌍'].flatMap(
  (value) => [
    signer.sign(value, { now: NOW, context: CONTEXT }),
    sealer.seal(value, { now: NOW, context: CONTEXT }),
  ],
)

// some of the vectors are good tokens, refused only for the clock or by the other format
const made = new Set([...VALID, ...refused.cases.map(({ token }) => token)])

/**
 * Runs everything that takes a client's text on one text.
 *
 * @returns what happened, in a word for each: two inputs with the same words are of one kind
 * @throws Error when a promise is broken
 */
export function run(text: string): string {
  const options = { now: NOW, maxAge: 3600, context: CONTEXT }
  const outcomes = [signer.unsign(text, options), sealer.unseal(text, options)].map((opened) => {
    if (!opened.ok) return opened.reason
    if (!made.has(text)) throw new Error('accepts a token that nobody made')
    return 'ok'
  })
  compareSides(text)
  return [...outcomes, checkRing(text)].join(' ')
}

/** Both sides of the seam must read every text alike. */
function compareSides(text: string): void {
  const base64url = text.replaceAll(/[^\w-]/g, '')
  const [one, other] = [native, portable].map((side) => [
    side.decodeBase64url(base64url),
    side.encodeBase64url(side.decodeBytes(base64url)),
    side.encodeBase64url(text),
    side.isEqual(text, text.toLowerCase()),
  ])
  if (String(one) !== String(other)) throw new Error('native and portable side differ')
}

/** A secret is accepted or refused with a TypeError or RangeError that does not show it. */
function checkRing(text: string): string {
  try {
    createKeyRing([text])
    return 'ring'
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    if (text.length >= 32 && error.message.includes(text)) {
      throw new Error('shows a secret', { cause: error })
    }
    return error.message.replaceAll(/\d+/g, '#')
  }
}

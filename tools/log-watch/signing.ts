/** Stands in for `@costrel/signing` in tests: secrets, and the tokens made with them, are remembered. */
import * as real from '../../packages/signing/src/index.ts'
import { noteSecret } from './watch.ts'

export * from '../../packages/signing/src/index.ts'

export const createKeyRing: typeof real.createKeyRing = (secrets) => {
  noteTexts(secrets)
  return real.createKeyRing(secrets)
}

export const createSigner: typeof real.createSigner = (...args) => {
  const signer = real.createSigner(...args)
  return { ...signer, sign: (...values) => noted(signer.sign(...values)) }
}

export const createSealer: typeof real.createSealer = (...args) => {
  const sealer = real.createSealer(...args)
  return { ...sealer, seal: (...values) => noted(sealer.seal(...values)) }
}

function noted(token: string): string {
  noteSecret(token)
  return token
}

/** A secret is a text, bytes, or an object around one. */
function noteTexts(value: unknown): void {
  if (typeof value === 'string') noteSecret(value)
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(noteTexts)
}

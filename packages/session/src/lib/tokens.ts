import {
  createSealer,
  createSigner,
  type KeyRing,
  type Opened,
  type OpenOptions,
  type SignOptions,
} from '@costrel/signing'

/** What stands in the cookie: texts that we made, signed or sealed. */
export interface Tokens {
  make(text: string, options: SignOptions): string
  open(token: string, options: OpenOptions): Opened
}

/** The name of one of our formats. */
export type OwnFormat = 'signed' | 'sealed'

/**
 * Reads the name of a format.
 *
 * @throws RangeError when there is no such format
 */
export function readFormat(format: unknown): OwnFormat {
  if (format === undefined || format === 'signed') return 'signed'
  if (format === 'sealed') return 'sealed'
  throw new RangeError("format must be 'signed', 'sealed' or flask({ secretKey })")
}

/** Makes and opens a session's tokens. */
export function readTokens(keys: KeyRing, format: OwnFormat, purpose: string): Tokens {
  if (format === 'sealed') {
    const { seal, unseal } = createSealer(keys, { purpose, maxLength: UNLIMITED })
    return { make: seal, open: unseal }
  }
  const { sign, unsign } = createSigner(keys, { purpose, maxLength: UNLIMITED })
  return { make: sign, open: unsign }
}

/** The cookie's own limit comes first, and its error lists each key's bytes. */
const UNLIMITED = Number.MAX_SAFE_INTEGER

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

/**
 * Makes and opens a session's tokens.
 *
 * @throws RangeError when the format is unknown
 */
export function readTokens(
  keys: KeyRing,
  format: 'signed' | 'sealed' | undefined,
  purpose: string,
): Tokens {
  if (format === undefined || format === 'signed') {
    const { sign, unsign } = createSigner(keys, { purpose, maxLength: UNLIMITED })
    return { make: sign, open: unsign }
  }
  if (format === 'sealed') {
    const { seal, unseal } = createSealer(keys, { purpose, maxLength: UNLIMITED })
    return { make: seal, open: unseal }
  }
  throw new RangeError("format must be 'signed', 'sealed' or flask({ secretKey })")
}

/** The cookie's own limit comes first, and its error lists each key's bytes. */
const UNLIMITED = Number.MAX_SAFE_INTEGER

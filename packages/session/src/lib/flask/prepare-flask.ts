import { createCookieTemplate } from '@costrel/http'
import { createKeyRing, hashText, type KeyRing } from '@costrel/signing'
import { createFlaskCookie, isWeakSecretKey } from '@costrel/signing/flask'
import type { SessionCookies } from '../cookie-options.ts'
import { readSeconds } from '../duration.ts'
import type { PreparedFormat } from '../session-format.ts'
import { createFlaskFormat } from './flask-format.ts'
import type { FlaskFormatOptions } from './flask.ts'
import { refuseOptions } from './refuse-options.ts'

/**
 * Makes Flask's cookie ready.
 *
 * @throws TypeError | RangeError when an option has no usable value, or cannot be enforced
 */
export function prepareFlask(options: FlaskFormatOptions, others: object): PreparedFormat {
  refuseOptions(others)
  const { secretKey, fallbacks = [], salt, keyDerivation, digest } = options
  const codec = createFlaskCookie({
    secretKey,
    fallbacks,
    ...(salt !== undefined && { salt }),
    ...(keyDerivation !== undefined && { keyDerivation }),
    ...(digest !== undefined && { digest }),
    maxLength: 65_536, // the cookie's own limit comes first, and its error lists each key's bytes
  })
  const isWeak = [secretKey, ...fallbacks].some(isWeakSecretKey)
  if (isWeak && options.allowWeakSecret !== true) throw new RangeError(WEAK)
  const lifetime = readSeconds(
    'permanentSessionLifetime',
    options.permanentSessionLifetime ?? '31d',
  )
  return {
    keys: deriveRing([secretKey, ...fallbacks]),
    hashId: () => '', // Flask's sessions have no id
    cookies: readFlaskCookies(options),
    limits: { idle: lifetime, absolute: Infinity },
    format: createFlaskFormat(codec, lifetime, isWeak),
  }
}

const WEAK =
  'secretKey, or one of fallbacks, can be guessed: whoever does is any user, in Flask too. ' +
  "Make one with: python3 -c 'import secrets; print(secrets.token_hex())', " +
  'or say allowWeakSecret: true until Flask has it'

/** For what other packages derive of a session's keys, which asks for 32 bytes and more. */
function deriveRing(secrets: readonly (string | Uint8Array)[]): KeyRing {
  const texts = secrets.map(toText)
  return createKeyRing([...new Set(texts)].map((text) => `hex:${hashText(`flask ${text}`)}`))
}

function toText(secret: string | Uint8Array): string {
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

/** `Secure` whenever the URL is https. Flask leaves it out by default, and reads the cookie either way. */
function readFlaskCookies(options: FlaskFormatOptions): SessionCookies {
  const { sessionCookieName: name = 'session', sessionCookiePath: path = '/' } = options
  const { sessionCookieDomain: domain } = options
  const main = createCookieTemplate({ name, path, domain })
  const plain = createCookieTemplate({ name, path, domain, secure: name.startsWith('__') })
  return {
    main,
    development: undefined,
    choose: (request) => (request.url.startsWith('https:') ? main : plain),
    deleteFormer: [],
  }
}

import { inflateSync } from 'node:zlib'

import {
  createFlaskCookie,
  decodeTaggedValue,
  encodeTaggedValue,
  type FlaskCookie,
} from '@costrel/signing/flask'
import { createItsdangerousTimestampSigner } from '@costrel/signing/itsdangerous'

import { CommandError } from './errors.ts'
import { parseJson } from './json.ts'
import type { LoadedSecrets } from './secrets.ts'
import type { Reading, TokenFormat } from './token-format.ts'

/** `<payload>.<time>.<signature>`, Flask's session cookie: anybody can read it. Its data is tagged JSON. */
export const flaskFormat: TokenFormat = {
  name: 'flask',
  recognizes: (token) => GRAMMAR.test(token),
  read(token, loaded, { now, maxAge = Infinity }) {
    const unverified = peek(token)
    if (loaded === null) return { ...unverified, verified: false, reason: 'no-secret' }
    const opened = createCookie(loaded).decode(token, { now, maxAge })
    if (!opened.ok) {
      const verified = VERIFIED.has(opened.reason)
      return { ...unverified, verified, reason: opened.reason }
    }
    return { ...unverified, verified: true, issuedAt: opened.issuedAt }
  },
  make(text, loaded, { now }) {
    const value = decodeTaggedValue(text)
    const isDict = value?.constructor === Object
    if (value === undefined || !isDict) throw new CommandError('reads an object of tagged JSON')
    const payload = Buffer.from(encodeTaggedValue(value, text)).toString('base64url')
    const [secretKey] = keysOf(loaded)
    const signer = createItsdangerousTimestampSigner({
      secretKey,
      salt: 'cookie-session',
      keyDerivation: 'hmac',
    })
    const cookie = createCookie(loaded)
    const opened = cookie.decode(signer.sign(payload, { now }), { now })
    if (!opened.ok) throw new CommandError(`no session of Flask's: ${opened.reason}`)
    return cookie.encode(opened.value.texts, { now }) // compressed, as Flask does
  },
}

const GRAMMAR = /^(\.?[\w-]*)\.([\w-]{2,7})\.[\w-]{27}$/

/** These are looked at behind the signature. */
const VERIFIED: ReadonlySet<string> = new Set(['expired', 'future', 'payload', 'timestamp'])

function keysOf({ secrets }: LoadedSecrets): readonly [string, ...string[]] {
  const [secretKey, ...fallbacks] = secrets
  if (secretKey === undefined) throw new CommandError('needs a secret')
  return [secretKey, ...fallbacks]
}

function createCookie(loaded: LoadedSecrets): FlaskCookie {
  const [secretKey, ...fallbacks] = keysOf(loaded)
  return createFlaskCookie({ secretKey, fallbacks })
}

/** What stands in a cookie for everybody to see. */
function peek(token: string): Omit<Reading, 'verified'> {
  const [, payload = '', time = ''] = GRAMMAR.exec(token) ?? []
  const issuedAt =
    Buffer.from(time, 'base64url').readUIntBE(0, Math.floor((time.length * 3) / 4)) * 1000
  const text = readPayload(payload)
  if (text === null || decodeTaggedValue(text) === undefined) return { data: null, issuedAt }
  const data = parseJson(text)
  // Python's NaN and Infinity are no JSON: then the whole is one text
  return data === undefined ? { data: text, issuedAt } : { data, text, issuedAt }
}

function readPayload(payload: string): string | null {
  try {
    const bytes = Buffer.from(payload.replace(/^\./, ''), 'base64url')
    const json = payload.startsWith('.') ? inflateSync(bytes, { maxOutputLength: 65_536 }) : bytes
    return json.toString('utf8')
  } catch {
    return null
  }
}

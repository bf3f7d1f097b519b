import { createSessions, type JsonValue } from '@costrel/session'
import { createSealer, createSigner, type Opened } from '@costrel/signing'

import { CommandError } from './errors.ts'
import { isJsonObject, parseJson, readObject, type JsonObject } from './json.ts'
import type { LoadedSecrets } from './secrets.ts'
import type { Reading, TokenFormat, TokenUse } from './token-format.ts'

/** `1.<key id>.<time>.<value>.<mac>`: anybody can read it. */
export const signedFormat: TokenFormat = createFormat({
  name: 'signed',
  grammar: /^1\.[\w-]+\.([0-9a-z]+)\.([\w-]*)\.[\w-]+$/,
  open: ({ keys }, token, { purpose, ...use }) =>
    createSigner(keys(), { purpose }).unsign(token, { ...use, context: use.cookie }),
  sign: ({ keys }, text, { purpose, now, cookie }) =>
    createSigner(keys(), { purpose }).sign(text, { now, context: cookie }),
})

/** `x1.<key id>.<time>.<sealed>`: only the secrets read it. */
export const sealedFormat: TokenFormat = createFormat({
  name: 'sealed',
  grammar: /^x1\.[\w-]+\.([0-9a-z]+)\.[\w-]+$/,
  open: ({ keys }, token, { purpose, ...use }) =>
    createSealer(keys(), { purpose }).unseal(token, { ...use, context: use.cookie }),
  sign: ({ keys }, text, { purpose, now, cookie }) =>
    createSealer(keys(), { purpose }).seal(text, { now, context: cookie }),
})

interface OwnFormat {
  readonly name: 'signed' | 'sealed'
  /** Its groups are the time and, where it can be read, the value. */
  readonly grammar: RegExp
  open(loaded: LoadedSecrets, token: string, use: TokenUse): Opened
  sign(loaded: LoadedSecrets, text: string, use: TokenUse): string
}

function createFormat({ name, grammar, open, sign }: OwnFormat): TokenFormat {
  return {
    name,
    recognizes: (token) => grammar.test(token),
    read(token, loaded, use) {
      const unverified = peek(grammar, token, use)
      if (loaded === null) return { ...unverified, verified: false, reason: 'no-secret' }
      const { maxAge = Infinity, ...rest } = use
      const opened = open(loaded, token, { ...rest, maxAge })
      if (opened.ok) return accepted(opened.value, opened.issuedAt, use)
      // the age is looked at after the MAC, so a token that is refused for it was ours
      const verified = opened.reason === 'expired' || opened.reason === 'future'
      return { ...unverified, verified, reason: opened.reason }
    },
    make(text, loaded, use) {
      const data = readObject(text)
      if (use.purpose !== 'session') return sign(loaded, JSON.stringify(data), use)
      return makeSession(name, data, loaded, use)
    },
  }
}

function accepted(text: string, issuedAt: number, use: TokenUse): Reading {
  return { verified: true, data: readData(text, use), issuedAt }
}

/** What stands in a token for everybody to see. */
function peek(grammar: RegExp, token: string, use: TokenUse): Omit<Reading, 'verified'> {
  const [, time = '', value] = grammar.exec(token) ?? []
  const issuedAt = Number.parseInt(time, 36)
  const text = value === undefined ? undefined : Buffer.from(value, 'base64url').toString('utf8')
  return {
    data: text === undefined ? null : readData(text, use),
    issuedAt: Number.isSafeInteger(issuedAt) ? issuedAt : null,
  }
}

/** The JSON in a token, or its text; of a session only what the app put there. */
function readData(text: string, { purpose }: TokenUse): JsonValue {
  const value = parseJson(text) ?? text
  return purpose === 'session' && isJsonObject(value) ? (value['d'] ?? value) : value
}

/** A session cookie's value, made by the session itself. */
async function makeSession(
  format: 'signed' | 'sealed',
  data: JsonObject,
  { secrets, keys }: LoadedSecrets,
  { cookie, now }: TokenUse,
): Promise<string> {
  keys() // whose errors name where a secret came from
  const sessions = createSessions({ secrets, format, cookie: { name: cookie }, now: () => now })
  const session = await sessions.open(new Request('https://localhost/'))
  for (const [key, value] of Object.entries(data)) session.set(key, value)
  const { headers } = await sessions.commit(session, new Response())
  const [line] = headers.getSetCookie()
  if (line === undefined) throw new CommandError('a session without data has no cookie')
  return line.slice(line.indexOf('=') + 1, line.indexOf(';'))
}

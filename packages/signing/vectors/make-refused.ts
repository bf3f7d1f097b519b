/**
 * Makes `refused.json`, tokens that must be refused and why: `node vectors/make-refused.ts` in this package. It is run
 * again only when the token grammar changes.
 */
import { writeFileSync } from 'node:fs'

import { createKeyRing, createSealer, createSigner, type OpenOptions } from '../src/index.ts'

const NOW = 1_700_000_000_000
const SECRET = `hex:${Array.from({ length: 32 }, (_, at) => at.toString(16).padStart(2, '0')).join('')}`
const OTHER = `hex:${Array.from({ length: 32 }, (_, at) => (255 - at).toString(16)).join('')}`
const PURPOSE = 'vectors'
const CONTEXT = '__Host-session'

interface Maker {
  readonly format: 'signed' | 'sealed'
  readonly make: (
    value: string,
    options?: { secret?: string; purpose?: string; context?: string; now?: number },
  ) => string
}

const signed: Maker = {
  format: 'signed',
  make: (value, { secret = SECRET, purpose = PURPOSE, context = CONTEXT, now = NOW } = {}) =>
    createSigner(createKeyRing([secret]), { purpose }).sign(value, { now, context }),
}

const sealed: Maker = {
  format: 'sealed',
  make: (value, { secret = SECRET, purpose = PURPOSE, context = CONTEXT, now = NOW } = {}) =>
    createSealer(createKeyRing([secret]), {
      purpose,
      randomBytes: (length) => new Uint8Array(length).fill(7),
    }).seal(value, { now, context }),
}

const cases = [signed, sealed].flatMap((maker) => casesOf(maker))
const file = new URL('refused.json', import.meta.url)
const made = { made_with: 'vectors/make-refused.ts', secret: SECRET, purpose: PURPOSE, cases }
writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`)

function casesOf({ format, make }: Maker) {
  const refused = (
    name: string,
    token: string,
    reason: string,
    options: Omit<OpenOptions, 'now'> & { now?: number | null } = {},
  ) => ({ name, format, token, reason, options: { now: NOW, context: CONTEXT, ...options } })
  const token = make('{"user":"alice"}')
  const short = make('f')
  const [version = '', id = '', time = '', ...rest] = token.split('.')
  const tail = rest.join('.')
  const other = format === 'signed' ? sealed : signed
  return [
    refused('made for another purpose', make('v', { purpose: 'other' }), 'signature'),
    refused('made for another context', make('v', { context: '__Host-other' }), 'signature'),
    refused('made without a context', make('v', { context: '' }), 'signature'),
    refused('opened without a context', token, 'signature', { context: '' }),
    refused('made in the other format', other.make('v'), 'malformed'),
    refused('version 0', `0${token.slice(version.length)}`, 'malformed'),
    refused('version 2', `2${token.slice(version.length)}`, 'malformed'),
    refused('version x2', `x2${token.slice(version.length)}`, 'malformed'),
    refused(
      'the version of the other format',
      `${format === 'signed' ? 'x1' : '1'}${token.slice(version.length)}`,
      'malformed',
    ),
    refused('made with another secret', make('v', { secret: OTHER }), 'unknown-key'),
    refused('an unknown key id', `${version}.nobody.${time}.${tail}`, 'unknown-key'),
    refused('no key id', `${version}..${time}.${tail}`, 'malformed'),
    refused('a later time', `${version}.${id}.${(NOW + 1).toString(36)}.${tail}`, 'signature'),
    refused('a time with a zero before', `${version}.${id}.0${time}.${tail}`, 'signature'),
    refused('a time in capitals', `${version}.${id}.${time.toUpperCase()}.${tail}`, 'malformed'),
    refused('a time of NaN', `${version}.${id}.NaN.${tail}`, 'malformed'),
    refused('no time', `${version}.${id}..${tail}`, 'malformed'),
    ...nonCanonical(short).map((text) => refused('base64url that is not canonical', text, 'any')),
    refused('padded', `${token}=`, 'malformed'),
    refused('base64 instead of base64url', `${token.slice(0, -1)}+`, 'malformed'),
    refused('one character short', token.slice(0, -1), 'any'),
    refused('half of it', token.slice(0, token.length / 2), 'malformed'),
    refused('one character more', `${token}A`, 'any'),
    refused('a line more', `${token}\n`, 'malformed'),
    refused('a part more', `${token}.`, 'malformed'),
    refused('twice in a row', token + token, 'malformed'),
    refused('two with a dot between', `${token}.${token}`, 'malformed'),
    refused('empty', '', 'malformed'),
    refused('too long', `${token}${'A'.repeat(8192)}`, 'too-long'),
    refused('one millisecond too old', token, 'expired', { now: NOW + 60_001, maxAge: 60 }),
    refused('with a negative age', token, 'expired', { maxAge: -1 }),
    refused('300.001 seconds ahead', token, 'future', { now: NOW - 300_001 }),
    refused('opened at NaN', token, 'throws', { now: null }),
  ]
}

/** The same bytes, written with the bits set that a last character has to spare. */
function nonCanonical(token: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const bump = (text: string) =>
    text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1) ?? '') + 1]
  const parts = token.split('.')
  return parts.flatMap((part, at) => (at < 3 ? [] : [parts.with(at, bump(part)).join('.')]))
}

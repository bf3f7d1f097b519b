import type { Command } from './command.ts'
import { has } from './flags.ts'
import { READ_FORMAT_FLAG } from './formats.ts'
import { readToken, readTokenInput, type ReadToken } from './read-token.ts'
import { loadSecrets, SECRET_FLAGS } from './secrets.ts'
import { AGE_FLAG, readUse, USE_FLAGS } from './token-flags.ts'

/** `costrel inspect`: what a token says. */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'show what the token on standard input says, and whether it is to be trusted',
  flags: [
    { name: '--json', help: 'print one JSON object' },
    READ_FORMAT_FLAG,
    ...SECRET_FLAGS,
    ...USE_FLAGS,
    AGE_FLAG,
  ],
  examples: ['costrel inspect < cookie.txt', 'pbpaste | costrel inspect --json'],
  async run(flags, io) {
    const loaded = loadSecrets(flags, io)
    const token = readToken(await readTokenInput(io), flags, loaded, readUse(flags, io))
    io.write(has(flags, '--json') ? `${toJson(token)}\n` : toText(token))
    return token.ok ? 0 : 1
  },
}

/** A text of the format's own goes out as it is: `JSON.parse` would have lost a float or a big integer of Python's. */
function toJson({ ok, format, verified, reason, data, text, issuedAt, bytes }: ReadToken): string {
  const head = JSON.stringify({ ok, format, verified, reason })
  const tail = JSON.stringify({ issuedAt, bytes })
  return `${head.slice(0, -1)},"data":${text ?? JSON.stringify(data)},${tail.slice(1)}`
}

function toText({ format, verified, reason, data, text, issuedAt, bytes }: ReadToken): string {
  const lines = [
    `format    ${format ?? 'unknown'}`,
    `verified  ${verified ? 'yes' : 'no'}${reason === undefined ? '' : ` (${reason})`}`,
    `issued    ${issuedAt === null ? 'unknown' : toDate(issuedAt)}`,
    `bytes     ${bytes}`,
    `data      ${escapeControls(text ?? JSON.stringify(data, null, 2))}`,
  ]
  return `${lines.join('\n')}\n`
}

/** A time that nobody verified may be no date. */
function toDate(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString()
}

/** JSON leaves DEL, C1 controls and bidirectional marks as they are; a terminal shall not see them. */
function escapeControls(text: string): string {
  return text.replaceAll(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

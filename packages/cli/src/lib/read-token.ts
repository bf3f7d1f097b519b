import { CommandError } from './errors.ts'
import { lastValue, type Flags } from './flags.ts'
import { findFormat, FORMATS } from './formats.ts'
import type { CommandIo } from './io.ts'
import type { LoadedSecrets } from './secrets.ts'
import type { Reading, TokenUse } from './token-format.ts'

/** What a token says, and in which format. */
export interface ReadToken extends Reading {
  /** Verified, and not refused for its age. */
  readonly ok: boolean
  /** `null` when no format knows the token. */
  readonly format: string | null
  /** How many bytes the token has. */
  readonly bytes: number
}

/**
 * The token on standard input, with or without a newline.
 *
 * @throws CommandError when there is nothing
 */
export async function readTokenInput(io: CommandIo): Promise<string> {
  const token = (await io.readInput()).replace(/\r?\n$/, '')
  if (token === '') throw new CommandError('reads a token from standard input, which is empty')
  return token
}

/**
 * Reads a token in the format that `--format` names, or with `auto` in whatever format it is.
 *
 * @throws CommandError when there is no such format, or a secret is no good for it
 */
export function readToken(
  token: string,
  flags: Flags,
  loaded: LoadedSecrets | null,
  use: TokenUse,
): ReadToken {
  const bytes = Buffer.byteLength(token)
  const name = lastValue(flags, '--format') ?? 'auto'
  const candidates = name === 'auto' ? FORMATS : [findFormat(name)]
  const format = candidates.find((one) => one.recognizes(token))
  if (format === undefined) {
    // a secret that is no good is told of all the same, but with `auto` it may be Flask's, which is shorter
    if (name !== 'auto' && name !== 'flask') loaded?.keys()
    return { ok: false, format: null, verified: false, reason: 'malformed', ...NOTHING, bytes }
  }
  const reading = format.read(token, loaded, use)
  return { ok: reading.reason === undefined, format: format.name, ...reading, bytes }
}

const NOTHING = { data: null, issuedAt: null }

import type { Command } from './command.ts'
import { CommandError } from './errors.ts'
import { READ_FORMAT_FLAG } from './formats.ts'
import { readToken, readTokenInput } from './read-token.ts'
import { needSecrets, SECRET_FLAGS } from './secrets.ts'
import { AGE_FLAG, readUse, USE_FLAGS } from './token-flags.ts'

/** `costrel verify`: whether a token is ours, by the status alone. */
export const verifyCommand: Command = {
  name: 'verify',
  summary: 'say by the status whether the token on standard input is one of ours',
  flags: [READ_FORMAT_FLAG, ...SECRET_FLAGS, ...USE_FLAGS, AGE_FLAG],
  examples: ['costrel verify --secret-env SESSION_SECRET --max-age 3600 < cookie.txt && echo good'],
  async run(flags, io) {
    const loaded = needSecrets(flags, io)
    const token = await readTokenInput(io)
    const { ok, reason } = readToken(token, flags, loaded, readUse(flags, io))
    if (!ok) throw new CommandError(`refused: ${reason}`)
    return 0
  },
}

import type { Command } from './command.ts'
import { lastValue } from './flags.ts'
import { flaskFormat } from './flask-format.ts'
import { findFormat, FORMATS } from './formats.ts'
import { needSecrets, SECRET_FLAGS } from './secrets.ts'
import { readUse, USE_FLAGS } from './token-flags.ts'

/** `costrel seal`: a token of data. */
export const sealCommand: Command = {
  name: 'seal',
  summary: 'make a session cookie of the JSON object on standard input, and print its value',
  flags: [
    {
      name: '--format',
      value: 'FORMAT',
      help: `${FORMATS.map(({ name }) => name).join(' or ')} (${FORMATS[0].name})`,
    },
    ...SECRET_FLAGS,
    ...USE_FLAGS,
  ],
  examples: [
    `echo '{"username":"Ada"}' | costrel seal`,
    'costrel seal --format sealed --secret-file /run/secrets/session < data.json',
    `echo '{"_user_id":"7"}' | costrel seal --format flask --secret-env SECRET_KEY`,
  ],
  async run(flags, io) {
    const format = findFormat(lastValue(flags, '--format') ?? FORMATS[0].name)
    const loaded = needSecrets(flags, io)
    if (format !== flaskFormat) loaded.keys() // a secret that is no good is told of first
    const text = await io.readInput()
    const token = await format.make(text, loaded, readUse(flags, io))
    io.write(`${token}\n`)
    return 0
  },
}

import type { Command } from './command.ts'
import { CommandError } from './errors.ts'
import { lastValue } from './flags.ts'
import { FORMATS } from './formats.ts'
import { isJsonObject, parseJson, type JsonObject } from './json.ts'
import { needSecrets, SECRET_FLAGS } from './secrets.ts'
import { readUse, USE_FLAGS } from './token-flags.ts'
import type { TokenFormat } from './token-format.ts'

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
  ],
  async run(flags, io) {
    const format = readFormat(lastValue(flags, '--format'))
    const loaded = needSecrets(flags, io)
    const data = readObject(await io.readInput())
    io.write(`${await format.make(data, loaded, readUse(flags, io))}\n`)
    return 0
  },
}

function readFormat(name: string = FORMATS[0].name): TokenFormat {
  const format = FORMATS.find((one) => one.name === name)
  if (format !== undefined) return format
  throw new CommandError(`--format must be ${FORMATS.map(({ name }) => name).join(' or ')}`)
}

function readObject(text: string): JsonObject {
  const value = parseJson(text)
  if (isJsonObject(value)) return value
  throw new CommandError('reads one JSON object from standard input, such as {"username":"Ada"}')
}

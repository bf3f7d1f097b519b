import { flaskFormat } from './flask-format.ts'
import { CommandError } from './errors.ts'
import type { FlagSpec } from './flags.ts'
import { sealedFormat, signedFormat } from './own-formats.ts'
import type { TokenFormat } from './token-format.ts'

/** Every format that the command speaks: `--format` names one, and a token is read by the first that knows it. */
export const FORMATS: readonly [TokenFormat, ...TokenFormat[]] = [
  signedFormat,
  sealedFormat,
  flaskFormat,
]

const NAMES = FORMATS.map(({ name }) => name)

/** The flag for the format of a token that is read. */
export const READ_FORMAT_FLAG: FlagSpec = {
  name: '--format',
  value: 'FORMAT',
  help: `${NAMES.join(', ')} or auto (auto)`,
}

/**
 * The format of that name.
 *
 * @throws CommandError when there is none
 */
export function findFormat(name: string): TokenFormat {
  const format = FORMATS.find((one) => one.name === name)
  if (format !== undefined) return format
  throw new CommandError(`--format must be ${NAMES.join(' or ')}`)
}

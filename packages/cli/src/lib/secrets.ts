import { createKeyRing, type KeyRing } from '@costrel/signing'

import { CommandError } from './errors.ts'
import { type Flags, type FlagSpec } from './flags.ts'
import type { CommandIo } from './io.ts'

/** Flags that say where secrets are. None takes a secret: arguments can be seen by everybody on the machine. */
export const SECRET_FLAGS: readonly FlagSpec[] = [
  {
    name: '--secret-env',
    value: 'NAME',
    help: 'environment variable with a secret; again for older ones, the first signs (SESSION_SECRET)',
  },
  {
    name: '--secret-file',
    value: 'PATH',
    help: 'file with a secret; a newline at its end does not count',
  },
]

/** Where a secret is, and what it is. */
interface Source {
  readonly name: string
  readonly secret: string | undefined
}

/** The secrets and the ring of them. */
export interface LoadedSecrets {
  readonly secrets: readonly string[]
  /**
   * The ring of our own formats, made when one of them asks: Flask's secrets may be shorter.
   *
   * @throws CommandError when one is no good secret
   */
  readonly keys: () => KeyRing
}

/**
 * Reads the secrets that the flags name, in their order; `null` when none was named and `SESSION_SECRET` is not set.
 *
 * @throws CommandError when one that was named is missing
 */
export function loadSecrets(flags: Flags, io: CommandIo): LoadedSecrets | null {
  const sources = readSources(flags, io)
  if (sources.length === 0) return null
  const secrets = sources.map(({ name, secret }) => {
    if (secret === undefined || secret === '') throw new CommandError(`${name} is not set`)
    return secret
  })
  return { secrets, keys: () => createKeys(secrets, sources) }
}

function createKeys(secrets: readonly string[], sources: readonly Source[]): KeyRing {
  try {
    return createKeyRing(secrets)
  } catch (error) {
    throw new CommandError(withNames(error, sources), { cause: error })
  }
}

/**
 * Reads the secrets, for commands that cannot do without.
 *
 * @throws CommandError when there is none, too
 */
export function needSecrets(flags: Flags, io: CommandIo): LoadedSecrets {
  const loaded = loadSecrets(flags, io)
  if (loaded === null) {
    throw new CommandError('needs a secret: set SESSION_SECRET, or name one with --secret-env')
  }
  return loaded
}

function readSources(flags: Flags, io: CommandIo): Source[] {
  const named = flags.flatMap(({ name, value }) => {
    if (name === '--secret-env') return [{ name: value, secret: io.env[value] }]
    return name === '--secret-file' ? [{ name: value, secret: readSecretFile(value, io) }] : []
  })
  const secret = io.env['SESSION_SECRET']
  return named.length > 0 || secret === undefined ? named : [{ name: 'SESSION_SECRET', secret }]
}

function readSecretFile(path: string, io: CommandIo): string {
  try {
    return io.readFile(path).replace(/\r?\n$/, '')
  } catch (error) {
    throw new CommandError(`cannot read the file of --secret-file ${path}`, { cause: error })
  }
}

/** The ring's own message, with the source's name for the place in a list that nobody wrote. */
function withNames(error: unknown, sources: readonly Source[]): string {
  const message = error instanceof Error ? error.message : 'the secrets are no good'
  return message.replaceAll(/secrets\[(\d+)\]/g, (place, index: string) => {
    return sources[Number(index)]?.name ?? place
  })
}

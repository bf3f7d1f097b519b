import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fchmodSync, openSync, readFileSync, writeSync } from 'node:fs'
import { parseEnv } from 'node:util'

/**
 * Gives the secret of this developer's machine: the one kept in `.env.local` of the working directory, or a new one,
 * which is kept there for the next start. The file is git-ignored, and nobody else may read it.
 *
 * @param tell receives one line about where the secret is
 */
export function developmentSecret(tell: (line: string) => void): string {
  const kept = readKept()
  if (kept !== undefined) {
    tell(`SESSION_SECRET is not set: using the one kept in ${FILE}`)
    return kept
  }
  const made = randomBytes(32).toString('base64')
  const problem = keep(made)
  tell(
    problem === undefined
      ? `SESSION_SECRET is not set: made one and kept it in ${FILE}, so that sessions survive a restart`
      : `SESSION_SECRET is not set: made one for this run alone, since ${FILE} cannot be written (${problem})`,
  )
  return made
}

const FILE = '.env.local'

/** A file that cannot be read is told of by `keep`, which cannot write it either. */
function readKept(): string | undefined {
  try {
    return parseEnv(readFileSync(FILE, 'utf8')).SESSION_SECRET || undefined
  } catch {
    return undefined
  }
}

/** Adds the secret to the file. Gives the reason when that is not possible, such as `EACCES`. */
function keep(secret: string): string | undefined {
  try {
    const separator = existsSync(FILE) ? '\n' : ''
    const file = openSync(FILE, 'a', OWNER_ONLY)
    fchmodSync(file, OWNER_ONLY)
    writeSync(file, `${separator}SESSION_SECRET=${secret}\n`)
    closeSync(file)
    return undefined
  } catch (error) {
    return isSystemError(error) ? error.code : String(error)
  }
}

const OWNER_ONLY = 0o600

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

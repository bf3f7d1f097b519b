import type { IsSecret } from './redaction.ts'
import { isError, takeSnapshots } from './snapshot.ts'
import { escapeCharacter } from './written-text.ts'

/**
 * Writes a value as a text: by `s` texts as they are, numbers as Python writes them, other primitives as
 * `String(value)`, objects as bounded and redacted JSON; by `r` texts quoted as Python's `repr` does; by `a` with
 * everything outside ASCII escaped too, as `ascii` does.
 */
export function writeValue(value: unknown, isSecret: IsSecret, letter: string): string {
  const text =
    typeof value === 'string' && letter !== 's' ? quote(value) : writePlain(value, isSecret)
  return letter === 'a' ? text.replace(/[^\0-~]/gu, escapeAsPython) : text
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  // The backslash, and what `str.isprintable` denies: the categories C and Z, without the space.
  const inner = text.replace(/(?! )[\p{C}\p{Z}\\]/gu, escapeAsPython)
  return mark + inner.replaceAll(mark, `\\${mark}`) + mark
}

/** Python has `\xe9` and `\U0001f600` where JSON has four digits. */
function escapeAsPython(character: string): string {
  const escape = escapeCharacter(character)
  return escape.length > 6 ? `\\U${escape.slice(2).padStart(8, '0')}` : escape.replace('u00', 'x')
}

function writePlain(value: unknown, isSecret: IsSecret): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return writeNumber(value)
  const [data] = takeSnapshots([isError(value) ? String(value) : value], isSecret)
  return typeof data === 'string' ? data : JSON.stringify(data)
}

/** Python turns to exponents below 1e-4, JavaScript below 1e-6, and Python's have two digits (`float.__repr__`). */
function writeNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4
    ? value.toExponential().replace(/-(\d)$/, '-0$1')
    : String(value)
}

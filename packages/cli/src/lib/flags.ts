import { CommandError } from './errors.ts'
import { findNearest } from './nearest.ts'

/** One flag that a command knows. */
export interface FlagSpec {
  /** With its dashes: `--secret-env`. */
  readonly name: string
  /** What stands for its value in the help, such as `NAME`; a flag without it is a switch. */
  readonly value?: string
  /** One line of help. */
  readonly help: string
}

/** One flag as it was given. */
interface GivenFlag {
  readonly name: string
  readonly value: string
}

/** The flags of one call, in the order in which they were given. */
export type Flags = readonly GivenFlag[]

/**
 * Reads `--flag value`, `--flag=value` and `--switch`.
 *
 * Messages name flags and never show a value or a bare argument: somebody may have put a secret there.
 *
 * @throws CommandError when a flag is unknown, naming the nearest one, has no value, or an argument is no flag
 */
export function readFlags(args: readonly string[], specs: readonly FlagSpec[]): Flags {
  const flags: GivenFlag[] = []
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? ''
    if (!argument.startsWith('-')) {
      throw new CommandError('takes no arguments but flags; tokens and data go to standard input')
    }
    const equals = argument.indexOf('=')
    const name = equals === -1 ? argument : argument.slice(0, equals)
    const spec = specs.find((one) => one.name === name)
    if (spec === undefined) throw new CommandError(unknown(name, specs))
    const inline = equals === -1 ? undefined : argument.slice(equals + 1)
    if (spec.value === undefined && inline !== undefined) {
      throw new CommandError(`${name} takes no value`)
    }
    if (spec.value !== undefined && inline === undefined) at += 1
    const value = spec.value === undefined ? '' : (inline ?? args[at])
    if (value === undefined) throw new CommandError(`${name} needs a value: ${name} ${spec.value}`)
    flags.push({ name, value })
  }
  return flags
}

/** The value of a flag that was given last, as in most commands. */
export function lastValue(flags: Flags, name: string): string | undefined {
  return flags.findLast((flag) => flag.name === name)?.value
}

/** Whether a flag was given. */
export function has(flags: Flags, name: string): boolean {
  return flags.some((flag) => flag.name === name)
}

/**
 * A flag's value as a whole number.
 *
 * @throws CommandError when it is none, or outside the limits
 */
export function wholeNumber(
  flags: Flags,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const value = lastValue(flags, name)
  if (value === undefined) return undefined
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= min && number <= max)) {
    throw new CommandError(`${name} must be a whole number from ${min} to ${max}`)
  }
  return number
}

/**
 * A flag's value as one of a few words; the first is the default.
 *
 * @throws CommandError when it is another word
 */
export function oneOf<Word extends string>(
  flags: Flags,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const value = lastValue(flags, name) ?? words[0]
  const word = words.find((one) => one === value)
  if (word === undefined) throw new CommandError(`${name} must be ${words.join(' or ')}`)
  return word
}

function unknown(name: string, specs: readonly FlagSpec[]): string {
  const nearest = findNearest(
    name,
    specs.map((spec) => spec.name),
  )
  const shown = /^-{1,2}[a-z-]{1,30}$/i.test(name) ? `flag ${name}` : 'flag'
  return `unknown ${shown}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`
}

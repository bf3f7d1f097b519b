import { attempt } from './attempt.ts'

/** Python's level names, from the least to the most severe. */
export type LevelName = 'debug' | 'info' | 'warning' | 'error' | 'critical'

/**
 * A level: its name in small or capital letters, or its number. Python's numbers are 10, 20, 30, 40 and 50; others may
 * be used too.
 */
export type Level = LevelName | Uppercase<LevelName> | number

/** Python's numbers (its `logging`, "Logging Levels"). */
const LEVELS: Readonly<Record<string, number>> = {
  debug: 10,
  info: 20,
  warning: 30,
  error: 40,
  critical: 50,
} satisfies Record<LevelName, number>

/** The number of a level; `NaN` when it is none, whatever it is. */
export function findLevel(level: Level): number {
  return attempt(() => Number(LEVELS[String(level).toLowerCase()] ?? level), Number.NaN)
}

/**
 * The number of a level.
 *
 * @throws RangeError when it is none
 */
export function readLevel(level: Level): number {
  const number = findLevel(level)
  if (number >= 0) return number
  throw new RangeError('level must be a name such as info')
}

/** The name of a number: the most severe one that is not above it, or `debug`. */
export function nameLevel(number: number): LevelName {
  if (number < 20) return 'debug'
  if (number < 30) return 'info'
  if (number < 40) return 'warning'
  return number < 50 ? 'error' : 'critical'
}

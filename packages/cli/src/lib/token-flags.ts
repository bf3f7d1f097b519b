import { lastValue, wholeNumber, type Flags, type FlagSpec } from './flags.ts'
import type { CommandIo } from './io.ts'
import type { TokenUse } from './token-format.ts'

/** Flags that say what a token belongs to. */
export const USE_FLAGS: readonly FlagSpec[] = [
  { name: '--cookie', value: 'NAME', help: "the cookie's full name (__Host-session)" },
  { name: '--purpose', value: 'TEXT', help: 'what the keys are for (session)' },
]

/** The flag for the oldest token. */
export const AGE_FLAG: FlagSpec = {
  name: '--max-age',
  value: 'SECONDS',
  help: 'refuse a token that is older (any age is accepted)',
}

/**
 * What the flags say of a token's use.
 *
 * @throws CommandError when the age is no number
 */
export function readUse(flags: Flags, io: CommandIo): TokenUse {
  const maxAge = wholeNumber(flags, AGE_FLAG.name, 0, 10 ** 10)
  return {
    purpose: lastValue(flags, '--purpose') ?? 'session',
    cookie: lastValue(flags, '--cookie') ?? '__Host-session',
    now: io.now(),
    ...(maxAge === undefined ? {} : { maxAge }),
  }
}

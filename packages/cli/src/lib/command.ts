import type { Flags, FlagSpec } from './flags.ts'
import type { CommandIo } from './io.ts'

/** One of the commands behind `costrel`. */
export interface Command {
  readonly name: string
  /** One line of help. */
  readonly summary: string
  readonly flags: readonly FlagSpec[]
  /** Lines that can be copied into a shell. */
  readonly examples: readonly string[]
  /**
   * Does it.
   *
   * @returns the status, 0 or 1
   * @throws CommandError when the caller has something to mend
   */
  run(flags: Flags, io: CommandIo): number | Promise<number>
}

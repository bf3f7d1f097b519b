/** A mistake that the caller of the command can mend; its message is the one line that is shown. */
export class CommandError extends Error {
  readonly code = 'command'
}

import type { LevelName } from './level.ts'

/** What JSON can say: every value in a record has been made one of these, bounded and redacted. */
export type LogValue =
  | null
  | boolean
  | number
  | string
  | LogValue[]
  | { readonly [name: string]: LogValue }

/** Named values of a record. */
export type LogFields = Readonly<Record<string, LogValue>>

/** One thing that was logged. */
export interface LogRecord {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** The level's name; for a number without a name, the next one below. */
  readonly level: LevelName
  /** The level's number: 10 for `debug` to 50 for `critical`. */
  readonly levelNumber: number
  /** The logger's name, such as `shop.orders`. */
  readonly name: string
  /**
   * The text exactly as Python's `template % args` makes it: neither escaped nor cut, which is for the sink to do. When
   * the arguments do not fit the template it is the template, what was given, and why.
   */
  readonly message: string
  /** The template as it was given. Equal for all records of one place in the program, so group by it. */
  readonly template: string
  /** The template's arguments by position. Those that it names (`%(user)s`) are among the fields. */
  readonly args: readonly LogValue[]
  /** The logger's own fields, those that the template names, and those of the call. */
  readonly fields: LogFields
  /**
   * The error, where one was given, as data: its `name`, `message`, `stack` and, where it has one, `cause`, which is an
   * error again or what was thrown instead of one.
   */
  readonly error?: LogFields
  /** Why the arguments do not fit the template, where they do not. */
  readonly formatError?: string
}

/**
 * Where records go. A sink escapes and cuts what it writes, so that one record is one line. When it throws or its
 * promise rejects, the record is lost and the program goes on.
 */
export type Sink = (record: LogRecord) => unknown

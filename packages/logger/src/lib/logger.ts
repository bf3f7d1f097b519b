import { consoleSink } from '#console-sink'
import { attempt } from './attempt.ts'
import { createRecord, type Source } from './create-record.ts'
import { findLevel, type Level, readLevel } from './level.ts'
import type { Sink } from './log-record.ts'
import { createRedaction } from './redaction.ts'
import { takeFields } from './snapshot.ts'

/** Settings of a logger. */
export interface LoggerOptions {
  /** The logger's name. Default: `app`. */
  readonly name?: string
  /** The least level that is logged. Default: `info`. */
  readonly level?: Level
  /** Where records go. Default: `consoleSink()`. */
  readonly sink?: Sink
  /** Names whose values are redacted, besides those that always are; `*` is any text, `?` at most one character. */
  readonly redact?: readonly string[]
  /** The time, in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number
}

/** A method that logs at one level: a template of Python's `%`, its arguments, then perhaps fields and an error. */
export type LogMethod = (template: unknown, ...args: readonly unknown[]) => void

/** Flask's `app.logger`. No method that logs ever throws, and below its level nothing is looked at. */
export interface Logger {
  /** The full name, such as `shop.orders`. */
  readonly name: string
  /** Details for whoever looks for a fault. */
  readonly debug: LogMethod
  /** What went as it should. */
  readonly info: LogMethod
  /** What did not, and was coped with. */
  readonly warning: LogMethod
  /** What failed. */
  readonly error: LogMethod
  /** What stops the program. */
  readonly critical: LogMethod
  /** Logs an error, whatever was thrown, with stack and causes at the level `error`. Default template: the error's text. */
  exception(error: unknown, template?: unknown, ...args: readonly unknown[]): void
  /** Logs at a level. One that is none counts as `error`, so that nothing is lost. */
  log(level: Level, template: unknown, ...args: readonly unknown[]): void
  /** Whether a record of that level is logged: ask it before costly work. */
  isEnabledFor(level: Level): boolean
  /**
   * Sets the least level that is logged. `0` takes the setting back: the logger follows its parent again, and one
   * without parent logs everything.
   *
   * @throws RangeError when it is no level
   */
  setLevel(level: Level): void
  /** Makes the logger `name.suffix`, with the same sink and fields. It follows this one's level until it has its own. */
  getChild(suffix: string): Logger
  /** Makes a logger of the same name that adds these fields to each record. They are copied, and redacted, here. */
  with(fields: Readonly<Record<string, unknown>>): Logger
}

/**
 * Makes a logger. There is no registry of loggers: pass it on, or its children.
 *
 * @throws TypeError when an option is of the wrong kind
 * @throws RangeError when the level is none
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const {
    name = 'app',
    level = 'info',
    sink = consoleSink(),
    redact = [],
    now = Date.now,
  } = options
  if (typeof sink !== 'function') throw new TypeError('sink must be a function')
  const source = { name, fields: {}, now, redact: createRedaction(redact) }
  return createNode(source, sink, () => 0, readLevel(level))
}

/** A logger of a source; without a level of its own (0) it asks its parent for one. */
function createNode(
  source: Source,
  sink: Sink,
  parentLevel: () => number,
  ownLevel: number,
): Logger {
  let own = ownLevel
  const level = (): number => own || parentLevel()
  const at =
    (number: number, thrown?: unknown): LogMethod =>
    (template, ...args) => {
      if (number >= level()) send(() => sink(createRecord(source, number, template, args, thrown)))
    }
  const derive = (part: Partial<Source>): Logger =>
    createNode({ ...source, ...part }, sink, level, 0)
  return {
    name: source.name,
    debug: at(10),
    info: at(20),
    warning: at(30),
    error: at(40),
    critical: at(50),
    log: (given, template, ...args) => at(findLevel(given) || 40)(template, ...args),
    exception: (error, template = error, ...args) => at(40, error)(template, ...args),
    isEnabledFor: (given) => (findLevel(given) || 40) >= level(),
    setLevel: (given) => {
      own = readLevel(given)
    },
    getChild: (suffix) => derive({ name: `${source.name}.${suffix}` }),
    with: (fields) =>
      derive({ fields: { ...source.fields, ...takeFields(fields, source.redact) } }),
  }
}

/** Neither a throw nor a rejection reaches the caller. */
function send(action: () => unknown): void {
  const sent = attempt(action, undefined)
  if (sent instanceof Promise) sent.catch(() => undefined)
}

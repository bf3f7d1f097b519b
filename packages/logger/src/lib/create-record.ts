import { nameLevel } from './level.ts'
import type { LogFields, LogRecord, LogValue } from './log-record.ts'
import { formatPercent } from './percent-format.ts'
import type { IsSecret } from './redaction.ts'
import { isError, isPlainObject, takeFields, takeSnapshots } from './snapshot.ts'

/** What the records of one logger have in common. */
export interface Source {
  readonly name: string
  readonly fields: LogFields
  readonly now: () => number
  readonly redact: IsSecret
}

/**
 * Makes a record of a call. As in Python's `logging`, a template without arguments is the message as it stands. Behind
 * the arguments that the template takes, a plain object at the end becomes fields and an error becomes the record's
 * error, as does one that the template shows.
 *
 * @param source what all records of the logger have
 * @param levelNumber the level
 * @param template the template; what is no text is shown as by `%s`
 * @param args all that was given with it
 * @param thrown an error that was given apart from the arguments
 */
export function createRecord(
  source: Source,
  levelNumber: number,
  template: unknown,
  args: readonly unknown[],
  thrown?: unknown,
): LogRecord {
  if (typeof template !== 'string') {
    return createRecord(source, levelNumber, '%s', [template, ...args], thrown)
  }
  const { name, now, redact: isSecret } = source
  const [text, used, hasNames, misfit] = formatPercent(template, args, isSecret)
  const error = thrown ?? args.findLast(isError)
  const rest = args.slice(used).filter((value) => value !== error)
  const fields = isPlainObject(rest.at(-1)) ? rest.pop() : undefined
  const values = takeSnapshots([...args.slice(0, used), ...rest], isSecret)
  const isMisfit = values.length > 0 && (misfit !== undefined || rest.length > 0)
  return {
    time: now(),
    level: nameLevel(levelNumber),
    levelNumber,
    name,
    message: values.length > 0 ? text : template,
    template,
    args: hasNames ? values.slice(1) : values,
    fields: {
      ...source.fields,
      ...(hasNames && takeFields(args[0], isSecret)),
      ...takeFields(fields, isSecret),
    },
    ...(error !== undefined && {
      error: takeFields(isError(error) ? error : { message: error }, isSecret),
    }),
    ...(isMisfit && explain(template, values, misfit)),
  }
}

/** Says what was given and which placeholder it does not fit; without one there was too much. */
function explain(
  template: string,
  values: readonly LogValue[],
  misfit = 'the rest',
): Pick<LogRecord, 'message' | 'formatError'> {
  const formatError = `${misfit} does not fit`
  return { message: `${template} ${JSON.stringify(values)} (${formatError})`, formatError }
}

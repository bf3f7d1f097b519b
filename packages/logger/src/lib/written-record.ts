import type { LogFields, LogRecord } from './log-record.ts'

/** How the message came about: template, arguments, and what was wrong with them. */
function toOrigin({ template, message, args, formatError }: LogRecord): LogFields {
  return {
    ...(template !== message && { template }),
    ...(args.length > 0 && { args: [...args] }),
    ...(formatError !== undefined && { formatError }),
  }
}

/**
 * A record's fields beside the adapter's own values, as other loggers keep them. A field that has the name of one of
 * those, or a reserved one, goes under `fields`, so that no field can pass for a level or a message.
 */
export function toFlatValues(
  record: LogRecord,
  own: LogFields,
  reserved: readonly string[] = [],
): LogFields {
  const values = { ...toOrigin(record), ...own }
  const isTaken = (name: string): boolean =>
    name === 'fields' || Object.hasOwn(values, name) || reserved.includes(name)
  const entries = Object.entries(record.fields)
  const hidden = entries.filter(([name]) => isTaken(name))
  return {
    ...Object.fromEntries(entries.filter(([name]) => !isTaken(name))),
    ...values,
    ...(hidden.length > 0 && { fields: Object.fromEntries(hidden) }),
  }
}

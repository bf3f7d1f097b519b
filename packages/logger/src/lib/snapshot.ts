import { attempt } from './attempt.ts'
import type { LogFields, LogValue } from './log-record.ts'
import { type IsSecret, REDACTED } from './redaction.ts'
import { cutText, escapeControls } from './written-text.ts'

/**
 * Copies values as data that JSON can say, redacted by name; an error has its name and message too. Never
 * throws, and never grows beyond its bounds: six levels, a hundred entries of each object, a thousand values
 * altogether. What is beyond them is an ellipsis, as is an object within itself.
 */
export function takeSnapshots(values: readonly unknown[], isSecret: IsSecret): LogValue[] {
  let left = 1000
  const copy = (value: unknown, ancestors: readonly unknown[]): LogValue => {
    if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
    if (left-- < 0 || ancestors.length > 5 || ancestors.includes(value)) return '…'
    return attempt(() => copyContent(value, [...ancestors, value]), UNREADABLE)
  }
  const copyContent = (value: unknown, ancestors: readonly unknown[]): LogValue => {
    if (Array.isArray(value)) return copyList(value, ancestors)
    if (!hasEntries(value)) return toText(value)
    const entries = listNames(value).map((name) => [
      escapeControls(cutText(name)),
      isSecret(name)
        ? REDACTED
        : copy(
            attempt(() => value[name], UNREADABLE),
            ancestors,
          ),
    ])
    return Object.fromEntries(entries)
  }
  const copyList = (list: readonly unknown[], ancestors: readonly unknown[]): LogValue[] =>
    list.slice(0, 100).map((value) => copy(value, ancestors))
  return copyList(values, [])
}

const UNREADABLE = '[unreadable]'

/** Whether a value is shown by its entries. A runtime's own objects are not: a request's hold all of its headers. */
function hasEntries(value: unknown): value is Readonly<Record<string, unknown>> {
  return isPlainObject(value) || isError(value)
}

/** Name and message of an error may be its prototype's. */
function listNames(value: object): string[] {
  const names = isError(value) ? ['name', 'message'] : []
  return names.concat(Object.getOwnPropertyNames(value)).slice(0, 100)
}

/** Source texts of functions and bytes, which may be keys, are not shown. */
function toText(value: unknown): string {
  return typeof value === 'function' || ArrayBuffer.isView(value)
    ? `[${typeof value}]`
    : String(value)
}

/** Copies an object's own values by name, in the same way. What is no such object has none. */
export function takeFields(value: unknown, isSecret: IsSecret): LogFields {
  const [data] = takeSnapshots([value], isSecret)
  return isPlainObject(data) ? data : {}
}

/** Whether a value is an error. Never throws, whatever it is. */
export function isError(value: unknown): value is Error {
  return attempt(() => value instanceof Error, false)
}

/** Whether a value is an object literal, or has no prototype. Never throws, whatever it is. */
export function isPlainObject<Value>(value: Value): value is Exclude<Value, NoLiteral> {
  return [null, Object.prototype].includes(
    attempt(() => Object.getPrototypeOf(value ?? ''), undefined),
  )
}

type NoLiteral = null | undefined | boolean | number | string | unknown[]

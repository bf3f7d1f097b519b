import type { JsonValue } from '@costrel/session'
import { CommandError } from './errors.ts'

/** An object as JSON has it. */
export type JsonObject = Readonly<Record<string, JsonValue>>

/** The JSON value that a text is; `undefined` when it is none. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The JSON object that a text is.
 *
 * @throws CommandError when it is none
 */
export function readObject(text: string): JsonObject {
  const value = parseJson(text)
  if (isJsonObject(value)) return value
  throw new CommandError('reads one JSON object from standard input, such as {"username":"Ada"}')
}

/** Whether a JSON value is an object, and no list. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

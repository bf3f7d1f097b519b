import type { JsonValue } from '@costrel/session'

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

/** Whether a JSON value is an object, and no list. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

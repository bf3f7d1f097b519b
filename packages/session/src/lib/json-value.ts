/** What JSON can carry without loss (RFC 8259). */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/**
 * Copies a value that JSON carries without loss, and refuses every other one, so that what is read on the next request
 * is what was written. Negative zero becomes zero.
 *
 * @param path where the value stands, such as `cart.items[2]`; messages name it
 * @throws TypeError when JSON would lose or change something
 */
export function copyJson(
  value: unknown,
  path: string,
  ancestors: readonly object[] = NONE,
): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return copyNumber(value, path)
  if (typeof value !== 'object') throw lossy(path, describe(value))
  if (ancestors.includes(value)) throw lossy(path, 'a cycle')
  if (ancestors.length > MAX_DEPTH) throw lossy(path, `nested deeper than ${MAX_DEPTH} levels`)
  const within = [...ancestors, value]
  return Array.isArray(value) ? copyArray(value, path, within) : copyObject(value, path, within)
}

const MAX_DEPTH = 100
const NONE: readonly object[] = []

function copyNumber(value: number, path: string): number {
  if (!Number.isFinite(value)) throw lossy(path, String(value))
  return value === 0 ? 0 : value
}

function copyArray(values: readonly unknown[], path: string, ancestors: object[]): JsonValue[] {
  if (Object.getPrototypeOf(values) !== Array.prototype) throw lossy(path, describe(values))
  if (
    Object.keys(values).length !== values.length ||
    Reflect.ownKeys(values).length !== values.length + 1
  ) {
    throw lossy(path, 'an array with holes or named properties')
  }
  return values.map((value, index) => copyJson(value, `${path}[${index}]`, ancestors))
}

function copyObject(value: object, path: string, ancestors: object[]): Record<string, JsonValue> {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw lossy(path, describe(value))
  if (Reflect.ownKeys(value).length !== Object.keys(value).length) {
    throw lossy(path, 'an object with symbols or hidden properties')
  }
  const copies = Object.entries(value).map(([key, item]) => [
    key,
    copyJson(item, `${path}.${key}`, ancestors),
  ])
  return Object.fromEntries(copies)
}

function describe(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`
  const { constructor } = value
  return typeof constructor === 'function' ? `a ${constructor.name}` : 'no plain object'
}

function lossy(path: string, what: string): TypeError {
  return new TypeError(`${path} is ${what}, which JSON cannot carry`)
}

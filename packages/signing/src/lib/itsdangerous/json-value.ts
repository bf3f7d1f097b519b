import type { JsonNode } from './json-node.ts'
import { readNumber, writeNumber } from './python-number.ts'

/** What JSON can carry between Python and us: an integer beyond 2^53 - 1 is a bigint. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** Makes the node of what an object holds; the step is what to add to the object's path, such as `.name`. */
export type ToItem = (item: unknown, step: string) => JsonNode

/** Makes a node of a value that JSON has no type for; undefined when it is none of these. */
export type Tagger = (value: object, path: string, toItem: ToItem) => JsonNode | undefined

/**
 * Makes nodes of a value.
 *
 * @param tag has the first word on each list, plain object and other object
 * @param maxDepth how deep it may nest. Default: 200
 * @throws TypeError naming the path, when something is no JSON value, or nests deeper
 */
export function toNode(
  value: unknown,
  tag?: Tagger,
  path = 'value',
  maxDepth: number = MAX_DEPTH,
  depth = 0,
): JsonNode {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return { source: writeNumber(value) }
  if (typeof value !== 'object')
    throw new TypeError(`${path} is ${typeof value}; JSON has no such type`)
  if (depth >= maxDepth) throw new TypeError(`${path.slice(0, 80)} nests deeper than ${maxDepth}`)
  const toItem: ToItem = (item, step) => toNode(item, tag, path + step, maxDepth, depth + 1)
  const tagged = tag?.(value, path, toItem)
  if (tagged !== undefined) return tagged
  if (Array.isArray(value)) return Array.from(value, (item, index) => toItem(item, `[${index}]`))
  if (isPlain(value)) {
    return new Map(Object.entries(value).map(([key, item]) => [key, toItem(item, `.${key}`)]))
  }
  throw new TypeError(`${path} is no plain object or list; JSON would lose its type`)
}

/** A value that contains itself ends here too. Ones that are much deeper Flask could not write again. */
export const MAX_DEPTH = 200

/** Whether it is an object literal, or what JSON.parse gives. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** The value of nodes. */
export function toJsonValue(node: JsonNode): JsonValue {
  if (node === null || typeof node === 'boolean' || typeof node === 'string') return node
  if (Array.isArray(node)) return node.map(toJsonValue)
  if (node instanceof Map) {
    return Object.fromEntries([...node].map(([key, item]) => [key, toJsonValue(item)]))
  }
  return readNumber(node.source)
}

import type { JsonNode, JsonNumber } from '../itsdangerous/json-node.ts'
import { isInteger, readNumber } from '../itsdangerous/python-number.ts'

/**
 * Gives numbers the text that they had before at the same place, if they are equal still: JavaScript reads `1.0` and
 * `1` as one number, and Python must not find an `int` where it left a `float`.
 */
export function keepNumbers(node: JsonNode, before: JsonNode | undefined): JsonNode {
  if (node === null || typeof node !== 'object' || typeof before !== 'object' || before === null) {
    return node
  }
  if (Array.isArray(node)) {
    return Array.isArray(before) ? node.map((item, at) => keepNumbers(item, before[at])) : node
  }
  if (node instanceof Map) {
    if (!(before instanceof Map)) return node
    return new Map([...node].map(([key, item]) => [key, keepNumbers(item, before.get(key))]))
  }
  return 'source' in before && isSame(node, before) ? before : node
}

/** A number that is marked as `float` stays one. */
function isSame(node: JsonNumber, before: JsonNumber): boolean {
  if (isInteger(before.source) && !isInteger(node.source)) return false
  return Object.is(readNumber(node.source), readNumber(before.source))
}

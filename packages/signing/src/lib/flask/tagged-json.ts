import type { JsonNode } from '../itsdangerous/json-node.ts'
import { MAX_DEPTH } from '../itsdangerous/json-value.ts'
import { readJson } from '../itsdangerous/read-json.ts'
import { FLASK_STYLE, writeJson } from '../itsdangerous/write-json.ts'
import { keepNumbers } from './keep-numbers.ts'
import { tag } from './tag.ts'
import type { FlaskValue } from './tagged-values.ts'
import { readTagged } from './untag.ts'

/**
 * A value as the text that Flask's session serializer writes for it, in ASCII and with sorted keys. A number that is a
 * safe integer becomes an `int`, as does a bigint; every other number a `float`. Times lose their milliseconds.
 *
 * @param before the text that this value replaces: numbers in it that are equal still keep their text, so that a
 * `1.0` of Python's stays a `float`
 * @param path where the value stands, for errors. Default: `value`
 * @throws TypeError naming the path, when a session cannot hold the value, or it nests deeper than 200 and than the text that
 * it replaces
 */
export function encodeTaggedValue(value: FlaskValue, before?: string, path = 'value'): string {
  return encodeAt(value, path, before)
}

/** The same with a name for the value in errors. */
export function encodeAt(value: FlaskValue, path: string, before?: string): string {
  if (before === undefined) return writeJson(tag(value, path), FLASK_STYLE)
  const replaced = readJson(before)
  const maxDepth = Math.max(MAX_DEPTH, depthOf(replaced))
  return writeJson(keepNumbers(tag(value, path, maxDepth), replaced), FLASK_STYLE)
}

/** What Flask wrote may be written again, however deep it is. */
function depthOf(node: JsonNode | undefined): number {
  if (!Array.isArray(node) && !(node instanceof Map)) return 0
  return 1 + Math.max(0, ...[...node.values()].map(depthOf))
}

/**
 * The value of a text that Flask's session serializer wrote; each call makes a new one. A date that Python could not
 * read either is null.
 *
 * @returns undefined when it is no JSON, nests deeper than 512, or a tag has not what Flask writes under it
 */
export function decodeTaggedValue(text: string): FlaskValue | undefined {
  const node = readJson(text)
  return node === undefined ? undefined : readTagged(node)
}

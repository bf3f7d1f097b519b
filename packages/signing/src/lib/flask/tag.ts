import type { JsonNode } from '../itsdangerous/json-node.ts'
import { isPlain, MAX_DEPTH, toNode, type ToItem } from '../itsdangerous/json-value.ts'
import { writeFloat } from '../itsdangerous/python-number.ts'
import { encodeBase64 } from './base64.ts'
import { formatHttpDate } from './http-date.ts'
import { isFloat, isMarkup, isTuple, isUuid } from './tagged-values.ts'

/** The keys that mark a type, each alone in an object. */
export const TAGS: ReadonlySet<string> = new Set([' di', ' t', ' b', ' m', ' u', ' d'])

/**
 * Makes nodes of a value, with the tags of Flask's `TaggedJSONSerializer`.
 *
 * @param maxDepth how deep it may nest. Default: 200
 * @throws TypeError naming the path, when a session cannot hold the value
 * @see https://flask.palletsprojects.com/en/stable/api/#flask.json.tag.TaggedJSONSerializer
 */
export function tag(value: unknown, path: string, maxDepth: number = MAX_DEPTH): JsonNode {
  return toNode(value, tagObject, path, maxDepth)
}

function tagObject(value: object, path: string, toItem: ToItem): JsonNode | undefined {
  if (value instanceof Uint8Array) return tagged(' b', encodeBase64(value))
  if (value instanceof Date) return tagDate(value, path)
  if (isTuple(value)) {
    return tagged(
      ' t',
      Array.from(value, (item, index) => toItem(item, `[${index}]`)),
    )
  }
  if (isMarkup(value)) return tagged(' m', value.html)
  if (isUuid(value)) return tagged(' u', value.value.replaceAll('-', ''))
  if (isFloat(value)) return { source: writeFloat(value.value) }
  return tagDict(value, toItem)
}

function tagDate(date: Date, path: string): JsonNode {
  const text = formatHttpDate(date)
  if (text === null) throw new TypeError(`${path} is no date of the years 100 to 9999`)
  return tagged(' d', text)
}

/** An object whose only key is a tag would be read as that type, so the key is changed and tagged itself. */
function tagDict(value: object, toItem: ToItem): JsonNode | undefined {
  const [entry, another] = isPlain(value) ? Object.entries(value) : []
  if (entry === undefined || another !== undefined || !TAGS.has(entry[0])) return undefined
  return tagged(' di', new Map([[`${entry[0]}__`, toItem(entry[1], `.${entry[0]}`)]]))
}

function tagged(key: string, node: JsonNode): JsonNode {
  return new Map([[key, node]])
}

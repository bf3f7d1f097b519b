import { compareCodePoints } from './code-points.ts'
import type { JsonNode } from './json-node.ts'

/** How Python's `json.dumps` was called. */
export interface JsonStyle {
  readonly itemSeparator: string
  readonly keySeparator: string
  /** Escape every character beyond ASCII (`ensure_ascii`). */
  readonly ascii: boolean
  /** Sort keys by code point (`sort_keys`). */
  readonly sorted: boolean
}

/** `json.dumps(value)`. */
export const DEFAULT_STYLE: JsonStyle = {
  itemSeparator: ', ',
  keySeparator: ': ',
  ascii: true,
  sorted: false,
}

/** What itsdangerous's URL-safe serializers write. */
export const COMPACT_STYLE: JsonStyle = {
  itemSeparator: ',',
  keySeparator: ':',
  ascii: false,
  sorted: false,
}

/** What Flask's session serializer writes. */
export const FLASK_STYLE: JsonStyle = {
  itemSeparator: ',',
  keySeparator: ':',
  ascii: true,
  sorted: true,
}

/** Writes JSON byte for byte as Python's `json.dumps` does. */
export function writeJson(node: JsonNode, style: JsonStyle): string {
  if (typeof node === 'string') return writeString(node, style)
  if (node === null || typeof node === 'boolean') return String(node)
  if (Array.isArray(node)) {
    return `[${node.map((item) => writeJson(item, style)).join(style.itemSeparator)}]`
  }
  if (node instanceof Map) {
    return writeObject(
      new Map([...node].map(([key, item]) => [key, writeJson(item, style)])),
      style,
    )
  }
  return node.source
}

/** Writes a JSON object of texts that are JSON already. */
export function writeObject(texts: ReadonlyMap<string, string>, style: JsonStyle): string {
  const entries = [...texts]
  if (style.sorted) entries.sort(([a], [b]) => compareCodePoints(a, b))
  const members = entries.map(([key, text]) => writeString(key, style) + style.keySeparator + text)
  return `{${members.join(style.itemSeparator)}}`
}

function writeString(value: string, style: JsonStyle): string {
  const text = JSON.stringify(value)
  return style.ascii ? text.replaceAll(BEYOND_ASCII, escapeUnit) : text
}

/** Python escapes U+007F too. */
const BEYOND_ASCII = /[\u007f-\uffff]/g

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

import type { JsonNode } from '../itsdangerous/json-node.ts'
import { readNumber } from '../itsdangerous/python-number.ts'
import { decodeBase64 } from './base64.ts'
import { parseHttpDate } from './http-date.ts'
import { markup, tuple, uuid, type FlaskValue } from './tagged-values.ts'

/** The value of nodes that Flask's `TaggedJSONSerializer` tagged; undefined when a tag has not what it writes there. */
export function readTagged(node: JsonNode): FlaskValue | undefined {
  try {
    return untag(node)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function untag(node: JsonNode): FlaskValue {
  if (node === null || typeof node === 'boolean' || typeof node === 'string') return node
  if (Array.isArray(node)) return node.map(untag)
  if (!(node instanceof Map)) return readNumber(node.source)
  const [entry] = node
  const read = entry !== undefined && node.size === 1 ? READERS.get(entry[0]) : undefined
  if (entry !== undefined && read !== undefined) return read(entry[1])
  return Object.fromEntries([...node].map(([key, item]) => [key, untag(item)]))
}

const READERS: ReadonlyMap<string, (node: JsonNode) => FlaskValue> = new Map([
  [' di', readDict],
  [' t', readTuple],
  [' b', readBytes],
  [' m', (node: JsonNode) => markup(textOf(node))],
  [' u', readUuid],
  [' d', (node: JsonNode) => parseHttpDate(textOf(node))],
])

function readDict(node: JsonNode): FlaskValue {
  const [entry, another] = node instanceof Map ? node : []
  if (entry === undefined || another !== undefined || !entry[0].endsWith('__')) {
    throw new SyntaxError('no escaped dict')
  }
  return { [entry[0].slice(0, -2)]: untag(entry[1]) }
}

function readTuple(node: JsonNode): FlaskValue {
  if (!Array.isArray(node)) throw new SyntaxError('no tuple')
  return tuple(node.map(untag))
}

function readBytes(node: JsonNode): FlaskValue {
  const bytes = decodeBase64(textOf(node))
  if (bytes === null) throw new SyntaxError('no base64')
  return bytes
}

function readUuid(node: JsonNode): FlaskValue {
  const text = textOf(node)
  if (!/^[0-9a-f]{32}$/i.test(text)) throw new SyntaxError('no UUID')
  return uuid(text)
}

function textOf(node: JsonNode): string {
  if (typeof node !== 'string') throw new SyntaxError('no text')
  return node
}

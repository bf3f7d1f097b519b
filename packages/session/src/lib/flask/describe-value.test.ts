/** No tests: what Python finds in a value, for the tests with the real Flask. */
import {
  isFloat,
  isMarkup,
  isTuple,
  isUuid,
  type FlaskDict,
  type FlaskValue,
} from '@costrel/signing/flask'

/** The value as `describe` of `vectors/flask_sessions.py` gives it: its Python type, and what it is exactly. */
export function describeValue(value: FlaskValue): unknown {
  if (value === null) return ['NoneType', 'None']
  if (typeof value === 'boolean') return ['bool', value ? 'True' : 'False']
  if (typeof value === 'string') return ['str', value]
  if (typeof value === 'bigint') return ['int', String(value)]
  if (typeof value === 'number') return describeNumber(value)
  return describeObject(value)
}

function describeNumber(value: number): unknown {
  const isInt = Number.isSafeInteger(value) && !Object.is(value, -0)
  return isInt ? ['int', String(value)] : describeFloat(value)
}

/** All 64 bits, since -0.0 and 0.0 are equal. */
function describeFloat(value: number): unknown {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return ['float', view.getBigUint64(0).toString(16).padStart(16, '0')]
}

function describeObject(value: object & FlaskValue): unknown {
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('hex')]
  if (value instanceof Date) return ['datetime', describeDate(value)]
  if (isFloat(value)) return describeFloat(value.value)
  if (isMarkup(value)) return ['Markup', value.html]
  if (isUuid(value)) return ['UUID', value.value]
  if (isTuple(value)) return ['tuple', value.map(describeValue)]
  if (Array.isArray(value)) return ['list', value.map(describeValue)]
  return ['dict', describeDict(value as FlaskDict)]
}

/** Keys stand by code point, as Python sorts. */
function describeDict(dict: FlaskDict): unknown {
  const keys = Object.keys(dict).toSorted((a, b) => Buffer.compare(utf32(a), utf32(b)))
  return keys.map((key) => [key, describeValue(dict[key] ?? null)])
}

function utf32(text: string): Buffer {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  return Buffer.concat(
    points.map((point) => Buffer.of(point >> 16, (point >> 8) & 255, point & 255)),
  )
}

/** `str` of an aware datetime. */
function describeDate(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('.000Z', '+00:00')
}

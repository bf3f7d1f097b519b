/** Marks a value of a Python type that JavaScript has none for. No JSON text can make one. */
export const PYTHON_TYPE: unique symbol = Symbol.for('costrel.pythonType')

/** What a Flask session can hold. A `dict` is a plain object, `bytes` an Uint8Array, an aware `datetime` a Date. */
export type FlaskValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Date
  | PythonFloat
  | Markup
  | Uuid
  | Tuple
  | readonly FlaskValue[]
  | FlaskDict

/** A Python `dict` with text keys. */
export interface FlaskDict {
  readonly [key: string]: FlaskValue
}

/** A Python `tuple`: a frozen list that Flask reads as a tuple. */
export type Tuple = readonly FlaskValue[] & { readonly [PYTHON_TYPE]: 'tuple' }

/** A `markupsafe.Markup`: text that Python's templates put into a page as it is. */
export interface Markup {
  readonly [PYTHON_TYPE]: 'markup'
  /** Trusted HTML. */
  readonly html: string
}

/** A Python `uuid.UUID`. */
export interface Uuid {
  readonly [PYTHON_TYPE]: 'uuid'
  /** 36 characters in lower case, as `str(uuid)` gives. */
  readonly value: string
}

/** A Python `float` where a number alone would become an `int`, such as 1.0. Only for writing; it is read as a number. */
export interface PythonFloat {
  readonly [PYTHON_TYPE]: 'float'
  readonly value: number
}

/** Makes a tuple of a list's items. */
export function tuple(items: readonly FlaskValue[]): Tuple {
  return Object.freeze(Object.assign([...items], { [PYTHON_TYPE]: 'tuple' } as const))
}

/** Says that a text is HTML to be trusted. */
export function markup(html: string): Markup {
  const marked: Markup = { [PYTHON_TYPE]: 'markup', html }
  return Object.freeze(marked)
}

/**
 * Makes a UUID (RFC 9562) of 32 hexadecimal digits, with or without the four hyphens.
 *
 * @throws RangeError when it is none
 */
export function uuid(text: string): Uuid {
  const digits = UUID.test(text) ? text.toLowerCase().replaceAll('-', '') : ''
  if (digits === '') throw new RangeError('uuid needs 32 hexadecimal digits')
  const value = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const marked: Uuid = { [PYTHON_TYPE]: 'uuid', value }
  return Object.freeze(marked)
}

/** Makes a number a Python `float`, whatever its value. */
export function float(value: number): PythonFloat {
  const marked: PythonFloat = { [PYTHON_TYPE]: 'float', value }
  return Object.freeze(marked)
}

/** Whether a list is a tuple. */
export function isTuple(value: unknown): value is Tuple {
  return Array.isArray(value) && PYTHON_TYPE in value && value[PYTHON_TYPE] === 'tuple'
}

/** Whether a value is trusted HTML. */
export function isMarkup(value: unknown): value is Markup {
  return isMarked(value, 'markup') && 'html' in value && typeof value.html === 'string'
}

/** Whether a value is a UUID. */
export function isUuid(value: unknown): value is Uuid {
  return isMarked(value, 'uuid') && 'value' in value && typeof value.value === 'string'
}

/** Whether a value is a number marked as `float`. */
export function isFloat(value: unknown): value is PythonFloat {
  return isMarked(value, 'float') && 'value' in value && typeof value.value === 'number'
}

const UUID = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

function isMarked(value: unknown, type: string): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    PYTHON_TYPE in value &&
    value[PYTHON_TYPE] === type
  )
}

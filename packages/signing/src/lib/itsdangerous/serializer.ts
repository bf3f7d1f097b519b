import { toJsonValue, toNode, type JsonValue } from './json-value.ts'
import type { ItsdangerousOpened } from './opened.ts'
import { readJson } from './read-json.ts'
import { createItsdangerousSigner, type ItsdangerousSignerOptions } from './signer.ts'
import { DEFAULT_STYLE, writeJson } from './write-json.ts'

/** Settings of a serializer: a signer's, but with itsdangerous's other default salt, `itsdangerous`. */
export type ItsdangerousSerializerOptions = ItsdangerousSignerOptions

/** Makes and opens tokens of Python's `itsdangerous.Serializer` and `URLSafeSerializer`. */
export interface ItsdangerousSerializer {
  /**
   * Signs a value as JSON.
   *
   * @throws TypeError naming the path, when JSON cannot carry the value
   * @throws RangeError when the token would be longer than `maxLength`
   */
  dumps(value: JsonValue): string
  /** Opens a token. Never throws on a token, whatever it holds. */
  loads(token: string): ItsdangerousOpened<JsonValue>
}

/**
 * Makes a serializer that speaks with Python's `itsdangerous.Serializer`: the value as `json.dumps` writes it, and a
 * signature. Numbers follow Python: an integer beyond 2^53 - 1 is a bigint, and `1.5` a float there.
 *
 * @throws TypeError when a secret is neither text nor bytes
 * @throws RangeError when an option has no usable value, or there are more than five keys to try
 * @see https://itsdangerous.palletsprojects.com/en/stable/serializer/
 */
export function createItsdangerousSerializer(
  options: ItsdangerousSerializerOptions,
): ItsdangerousSerializer {
  const { salt = 'itsdangerous' } = options
  const signer = createItsdangerousSigner({ ...options, salt })
  return {
    dumps: (value) => signer.sign(writeJson(toNode(value), DEFAULT_STYLE)),
    loads(token) {
      const opened = signer.unsign(token)
      if (!opened.ok) return opened
      const node = readJson(opened.value)
      if (node === undefined) return { ok: false, reason: 'payload' }
      return { ...opened, value: toJsonValue(node) }
    },
  }
}

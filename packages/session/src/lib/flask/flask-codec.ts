import { decodeTaggedValue, encodeTaggedValue, type FlaskValue } from '@costrel/signing/flask'
import type { SessionValue, ValueCodec } from '../value-codec.ts'

/**
 * Tagged JSON, for one request. A value keeps the numbers of the text that it replaces, as long as they are equal: what
 * Python left as `1.0` does not become an `int`.
 *
 * @param texts what stands in the cookie, by key
 */
export function createFlaskCodec(texts: ReadonlyMap<string, string>): ValueCodec {
  const written = new Map<string, string>()
  const print = (value: unknown, key: string): string =>
    encodeTaggedValue(toFlask(value), written.get(key) ?? texts.get(key), key)
  const copy = (value: unknown, key: string): SessionValue => {
    const text = print(value, key)
    written.set(key, text)
    return decodeTaggedValue(text) ?? null
  }
  const printStored = (value: unknown, key: string): string => texts.get(key) ?? print(value, key)
  return {
    copy,
    print,
    printStored,
    isSame: (value, stored, key) => print(value, key) === printStored(stored, key),
    clone: (value, key) => decodeTaggedValue(print(value, key)),
  }
}

/** `encodeTaggedValue` looks at every value itself, and refuses what a Flask session cannot hold. */
function toFlask(value: unknown): FlaskValue {
  return value as FlaskValue
}

import { checkMaxLength } from '../token.ts'
import { toJsonValue, toNode, type JsonValue } from './json-value.ts'
import type {
  ItsdangerousOpenOptions,
  ItsdangerousRefused,
  ItsdangerousSignOptions,
  ItsdangerousTimedOpened,
} from './opened.ts'
import { decodePayload, encodePayload } from './payload.ts'
import { readJson } from './read-json.ts'
import type { ItsdangerousSerializer, ItsdangerousSerializerOptions } from './serializer.ts'
import { createItsdangerousSigner } from './signer.ts'
import { createItsdangerousTimestampSigner } from './timestamp-signer.ts'
import { COMPACT_STYLE, writeJson } from './write-json.ts'

/** Settings of a URL-safe serializer. */
export interface ItsdangerousUrlSafeSerializerOptions extends ItsdangerousSerializerOptions {
  /** How many bytes a compressed payload may inflate to. Default: 65,536. */
  readonly maxInflated?: number
}

/** Makes and opens tokens of Python's `itsdangerous.URLSafeTimedSerializer`. */
export interface ItsdangerousUrlSafeTimedSerializer {
  /**
   * Signs a value as JSON, and the time.
   *
   * @throws TypeError naming the path, when JSON cannot carry the value
   * @throws RangeError when the token would be longer than `maxLength`, or `now` is no time
   */
  dumps(value: JsonValue, options: ItsdangerousSignOptions): string
  /**
   * Opens a token. Never throws on a token, whatever it holds.
   *
   * @throws RangeError when `now` or `maxAge` is not a number
   */
  loads(token: string, options: ItsdangerousOpenOptions): ItsdangerousTimedOpened<JsonValue>
}

/**
 * Makes a serializer that speaks with Python's `itsdangerous.URLSafeSerializer`: compact JSON in base64url, compressed
 * where that is shorter.
 *
 * @throws TypeError when a secret is neither text nor bytes
 * @throws RangeError when an option has no usable value, or there are more than five keys to try
 * @see https://itsdangerous.palletsprojects.com/en/stable/url_safe/
 */
export function createItsdangerousUrlSafeSerializer(
  options: ItsdangerousUrlSafeSerializerOptions,
): ItsdangerousSerializer {
  const { salt = 'itsdangerous', maxInflated = 65_536 } = options
  checkMaxLength(maxInflated, 'maxInflated')
  const signer = createItsdangerousSigner({ ...options, salt })
  return {
    dumps: (value) => signer.sign(dumpPayload(value)),
    loads(token) {
      const opened = signer.unsign(token)
      if (!opened.ok) return opened
      const payload = loadPayload(opened.value, maxInflated)
      return payload.ok ? { ...opened, value: payload.value } : payload
    },
  }
}

/**
 * Makes a serializer that speaks with Python's `itsdangerous.URLSafeTimedSerializer`: the same with the time in it.
 *
 * @throws TypeError when a secret is neither text nor bytes
 * @throws RangeError when an option has no usable value, or there are more than five keys to try
 * @see https://itsdangerous.palletsprojects.com/en/stable/url_safe/
 */
export function createItsdangerousUrlSafeTimedSerializer(
  options: ItsdangerousUrlSafeSerializerOptions,
): ItsdangerousUrlSafeTimedSerializer {
  const { salt = 'itsdangerous', maxInflated = 65_536 } = options
  checkMaxLength(maxInflated, 'maxInflated')
  const signer = createItsdangerousTimestampSigner({ ...options, salt })
  return {
    dumps: (value, signOptions) => signer.sign(dumpPayload(value), signOptions),
    loads(token, openOptions) {
      const opened = signer.unsign(token, openOptions)
      if (!opened.ok) return opened
      const payload = loadPayload(opened.value, maxInflated)
      return payload.ok ? { ...opened, value: payload.value } : payload
    },
  }
}

function dumpPayload(value: JsonValue): string {
  return encodePayload(writeJson(toNode(value), COMPACT_STYLE))
}

function loadPayload(
  payload: string,
  maxInflated: number,
): { readonly ok: true; readonly value: JsonValue } | ItsdangerousRefused {
  const text = decodePayload(payload, maxInflated)
  if (!text.ok) return text
  const node = readJson(text.value)
  return node === undefined
    ? { ok: false, reason: 'payload' }
    : { ok: true, value: toJsonValue(node) }
}

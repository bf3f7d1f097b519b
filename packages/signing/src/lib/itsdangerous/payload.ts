import { decodeBase64url, decodeBytes, encodeBase64url, encodeText } from '#primitives'
import { deflate, inflate } from '#inflate'

/** The text of a payload, or why there is none. */
export type PayloadText =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: 'payload' | 'too-long' }

/** The text as itsdangerous's URL-safe serializers write it: base64url, or a dot and base64url of zlib if shorter. */
export function encodePayload(text: string): string {
  const bytes = encodeText(text)
  const deflated = deflate(bytes)
  // where that saves one byte or less, itsdangerous leaves a payload as it is
  return deflated.length < bytes.length - 1
    ? `.${encodeBase64url(deflated)}`
    : encodeBase64url(bytes)
}

/**
 * The text behind {@link encodePayload}. Call it behind the MAC only: it inflates.
 *
 * @param maxBytes the largest inflated size
 */
export function decodePayload(payload: string, maxBytes: number): PayloadText {
  if (payload.startsWith('.')) return inflateText(payload.slice(1), maxBytes)
  const value = decodeBase64url(payload)
  // Bytes that are no UTF-8, and base64url that is not canonical, encode to something else.
  return encodeBase64url(value) === payload ? { ok: true, value } : { ok: false, reason: 'payload' }
}

function inflateText(payload: string, maxBytes: number): PayloadText {
  const data = decodeBytes(payload)
  if (encodeBase64url(data) !== payload) return { ok: false, reason: 'payload' }
  const bytes = inflate(data, maxBytes)
  if (typeof bytes === 'string') return { ok: false, reason: bytes }
  try {
    return { ok: true, value: new TextDecoder('utf-8', STRICT).decode(bytes) }
  } catch {
    return { ok: false, reason: 'payload' } // no UTF-8
  }
}

const STRICT = { fatal: true, ignoreBOM: true }

import { decodeBase64url, encodeBase64url } from '#primitives'

import { deflateIfShorter, inflate } from '../inflate.ts'

/** The text of a payload, or why there is none. */
export type PayloadText =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: 'payload' | 'too-long' }

/** The text as itsdangerous's URL-safe serializers write it: base64url, or a dot and base64url of zlib if shorter. */
export function encodePayload(text: string): string {
  const deflated = deflateIfShorter(text)
  return deflated === null ? encodeBase64url(text) : `.${deflated}`
}

/**
 * The text behind {@link encodePayload}. Call it behind the MAC only: it inflates.
 *
 * @param maxBytes the largest inflated size
 */
export function decodePayload(payload: string, maxBytes: number): PayloadText {
  if (payload.startsWith('.')) return inflate(payload.slice(1), maxBytes)
  const value = decodeBase64url(payload)
  // Bytes that are no UTF-8, and base64url that is not canonical, encode to something else.
  return encodeBase64url(value) === payload ? { ok: true, value } : { ok: false, reason: 'payload' }
}

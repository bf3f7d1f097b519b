/**
 * The seam to native zlib (RFC 1950), synchronous through `process.getBuiltinModule` as in `./native.ts`. It takes and
 * gives base64url (RFC 4648 §5), so that no other file handles the bytes between.
 */
interface NativeBuffer extends Uint8Array {
  toString(encoding?: 'base64url'): string
}

interface BufferConstructor {
  from(text: string, encoding: 'base64url' | 'utf8'): NativeBuffer
}

interface NativeZlib {
  deflateSync(data: Uint8Array): NativeBuffer
  inflateSync(data: Uint8Array, options: { maxOutputLength: number }): NativeBuffer
}

declare const process: {
  getBuiltinModule(name: 'node:zlib'): NativeZlib
  getBuiltinModule(name: 'node:buffer'): { Buffer: BufferConstructor }
}

const { deflateSync, inflateSync } = process.getBuiltinModule('node:zlib')
const { Buffer } = process.getBuiltinModule('node:buffer')

/** What inflating gave: `payload` when it is no base64url of zlib data of UTF-8 text, `too-long` beyond the cap. */
export type Inflated =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: 'payload' | 'too-long' }

/**
 * The text's UTF-8 bytes, compressed at zlib's default level, as base64url; null when that saves one byte or less,
 * which is where itsdangerous leaves a payload as it is.
 */
export function deflateIfShorter(text: string): string | null {
  const bytes = Buffer.from(text, 'utf8')
  const deflated = deflateSync(bytes)
  return deflated.length < bytes.length - 1 ? deflated.toString('base64url') : null
}

/**
 * The text behind base64url of zlib data. Call it for authenticated input only.
 *
 * @param maxBytes the largest inflated size; nothing beyond it is inflated
 */
export function inflate(payload: string, maxBytes: number): Inflated {
  const bytes = Buffer.from(payload, 'base64url')
  if (bytes.toString('base64url') !== payload) return { ok: false, reason: 'payload' }
  try {
    const text = inflateSync(bytes, { maxOutputLength: maxBytes })
    return { ok: true, value: new TextDecoder('utf-8', STRICT).decode(text) }
  } catch (error) {
    return { ok: false, reason: isTooLong(error) ? 'too-long' : 'payload' }
  }
}

const STRICT = { fatal: true, ignoreBOM: true }

/** `ERR_BUFFER_TOO_LARGE`, which is a RangeError; errors of the data itself are plain ones. */
function isTooLong(error: unknown): boolean {
  return error instanceof RangeError
}

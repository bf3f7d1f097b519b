import type { Inflated } from './inflated.ts'

/**
 * The seam to native zlib (RFC 1950), synchronous through `process.getBuiltinModule` as in `./native.ts`. The other side
 * is `portable-inflate.ts`; package.json's `imports` choose.
 */
interface NativeZlib {
  deflateSync(data: Uint8Array): Uint8Array
  inflateSync(data: Uint8Array, options: { maxOutputLength: number }): Uint8Array
}

declare const process: { getBuiltinModule(name: 'node:zlib'): NativeZlib }

const { deflateSync, inflateSync } = process.getBuiltinModule('node:zlib')

/** Bytes as zlib data, at zlib's default level. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes)
}

/**
 * The bytes behind zlib data. Call it for authenticated input only.
 *
 * @param maxBytes the largest inflated size; nothing beyond it is kept
 */
export function inflate(data: Uint8Array, maxBytes: number): Inflated {
  try {
    return inflateSync(data, { maxOutputLength: maxBytes })
  } catch (error) {
    return isTooLong(error) ? 'too-long' : 'payload'
  }
}

/** `ERR_BUFFER_TOO_LARGE`, which is a RangeError; errors of the data itself are plain ones. */
function isTooLong(error: unknown): boolean {
  return error instanceof RangeError
}

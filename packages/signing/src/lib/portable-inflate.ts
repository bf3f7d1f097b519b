import { Inflate, zlibSync } from 'fflate' // an optional peer: npm install fflate

import type { Inflated } from './inflated.ts'

/**
 * The seam's other side, for runtimes without `node:zlib`: the same functions as `inflate.ts`, which explains them, by
 * fflate. It reads DEFLATE (RFC 1951); the header and the checksum around it (RFC 1950) are looked at here.
 */

/** Bytes as zlib data, at zlib's default level. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return zlibSync(bytes, { level: 6 })
}

/**
 * The bytes behind zlib data. Call it for authenticated input only.
 *
 * @param maxBytes the largest inflated size; inflating stops beyond it
 */
export function inflate(data: Uint8Array, maxBytes: number): Inflated {
  if (data.length < HEADER + CHECKSUM || !isHeader(data)) return 'payload'
  const pieces = inflatePieces(data.subarray(HEADER, -CHECKSUM), maxBytes)
  if (typeof pieces === 'string') return pieces
  const bytes = join(pieces)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return adler32(bytes) === view.getUint32(data.length - CHECKSUM) ? bytes : 'payload'
}

const HEADER = 2
const CHECKSUM = 4

/** RFC 1950 §2.2: DEFLATE with a window of at most 32 kB, no dictionary, and a multiple of 31. */
function isHeader([first = 0, second = 0]: Uint8Array): boolean {
  const isDeflate = (first & 15) === 8 && first >> 4 <= 7
  return isDeflate && (second & 32) === 0 && ((first << 8) | second) % 31 === 0
}

/** A piece of input is small, so that what it may become, at most 1,032 times as much, is small too. */
function inflatePieces(
  deflated: Uint8Array,
  maxBytes: number,
): Uint8Array[] | 'payload' | 'too-long' {
  const pieces: Uint8Array[] = []
  let left = maxBytes
  const stream = new Inflate((piece) => {
    pieces.push(piece)
    left -= piece.length
  })
  try {
    for (let at = 0; at < deflated.length; at += PIECE) {
      stream.push(deflated.subarray(at, at + PIECE), at + PIECE >= deflated.length)
      if (left < 0) return 'too-long'
    }
    return pieces
  } catch {
    return 'payload' // fflate's errors are all of the data
  }
}

const PIECE = 64

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** RFC 1950 §8.2. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0]
  for (const byte of bytes) {
    a = (a + byte) % 65_521
    b = (b + a) % 65_521
  }
  return b * 65_536 + a
}

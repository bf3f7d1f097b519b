/** A piece of a body: bytes, or text where an app streams text. */
export type Chunk = Uint8Array<ArrayBuffer> | string

/** A body as far as it was there. */
export interface Beginning {
  readonly chunks: readonly Chunk[]
  readonly bytes: number
  /** The read that is under way; `undefined` when the body is complete. */
  readonly rest: Promise<ReadableStreamReadResult<Chunk>> | undefined
  readonly reader: ReadableStreamDefaultReader<Chunk>
}

/** Reads a body as far as it is there without waiting for anybody, to 16 kB or so. */
export async function readBeginning(
  reader: ReadableStreamDefaultReader<Chunk>,
): Promise<Beginning> {
  const chunks: Chunk[] = []
  let bytes = 0
  for (;;) {
    const rest = reader.read()
    const result = bytes > ENOUGH || chunks.length > MANY ? 'later' : await now(rest)
    if (result === 'later') return { chunks, bytes, rest, reader }
    if (result.done) return { chunks, bytes, rest: undefined, reader }
    chunks.push(result.value)
    bytes += lengthOf(result.value)
  }
}

/** Bytes of a piece; text counts its characters. */
export function lengthOf(chunk: Chunk): number {
  return typeof chunk === 'string' ? chunk.length : chunk.byteLength
}

const ENOUGH = 16_384
const MANY = 100

/** What is read, if that needs nobody; a failure is left to who goes on reading. */
async function now(
  rest: Promise<ReadableStreamReadResult<Chunk>>,
): Promise<ReadableStreamReadResult<Chunk> | 'later'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = new Promise<'later'>((resolve) => {
    timer = setTimeout(resolve, 0, 'later')
  })
  const result = await Promise.race([rest, later]).catch(() => 'later' as const)
  clearTimeout(timer)
  return result
}

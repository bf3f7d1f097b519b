import { lengthOf, readBeginning, type Beginning, type Chunk } from './read-beginning.ts'

/** What came of a body. */
export interface BodyEnd {
  /** Bytes that were passed on. */
  readonly bytes: number
  /** Whether it ended before it was complete. */
  readonly aborted: boolean
  /** Why the body itself failed, where it did. */
  readonly error?: unknown
}

/**
 * Passes a response on, and tells once when its body has ended: complete, failed, or given up by the client. Without a
 * body, with a length that is known, and for HEAD, whose body nobody sends, that is at once. A small body that is all
 * there is sent as one piece, so that the server can say its length.
 *
 * @param method the request's method
 * @returns the same response, or one with the same status, headers and bytes
 */
export async function watchBody(
  method: string,
  response: Response,
  onEnd: (end: BodyEnd) => void,
): Promise<Response> {
  const { body, status, headers } = response
  const length = headers.get('content-length')
  if (body === null || method === 'HEAD' || status === 101) onEnd({ bytes: 0, aborted: false })
  else if (length !== null) onEnd({ bytes: Number(length), aborted: false })
  else return watchStream(response, body, onEnd)
  return response
}

async function watchStream(
  response: Response,
  body: ReadableStream<Chunk>,
  onEnd: (end: BodyEnd) => void,
): Promise<Response> {
  const beginning = await readBeginning(body.getReader())
  const { chunks, bytes, rest } = beginning
  if (rest !== undefined) return copyOf(response, watched(beginning, onEnd))
  onEnd({ bytes, aborted: false })
  return copyOf(response, new Blob([...chunks]))
}

/** Bun takes a response's content type from its body where the headers were not looked at, and a blob has none. */
function copyOf(response: Response, body: BodyInit): Response {
  const { status, statusText, headers } = response
  headers.get('content-type')
  return new Response(body, { status, statusText, headers })
}

function watched(
  { chunks, bytes, rest, reader }: Beginning,
  onEnd: (end: BodyEnd) => void,
): ReadableStream {
  let passed = bytes
  let next = rest
  let isOver = false
  const end = (aborted: boolean, error?: unknown): void => {
    if (!isOver) onEnd({ bytes: passed, aborted, ...(error !== undefined && { error }) })
    isOver = true
  }
  return new ReadableStream<Chunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
    },
    async pull(controller) {
      try {
        const { done, value } = await (next ?? reader.read())
        next = undefined
        if (done) {
          // Given up meanwhile: `cancel` said so, and the stream is closed.
          if (!isOver) controller.close()
          end(false)
          return
        }
        passed += lengthOf(value)
        controller.enqueue(value)
      } catch (error) {
        end(true, error)
        controller.error(error)
      }
    },
    async cancel(reason) {
      end(true)
      await reader.cancel(reason)
    },
  })
}

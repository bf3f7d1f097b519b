/** Called once, when a body has ended or was given up. */
export type OnBodyEnd = (bytes: number, aborted: boolean) => void

/**
 * Passes a response on, and tells when its body has ended: read to the end, failed, or given up by the client. Without a
 * body, and for HEAD, whose body nobody sends, that is at once.
 *
 * @param method the request's method
 * @returns the same response, or one with the same status, headers and bytes
 */
export function watchBody(method: string, response: Response, onEnd: OnBodyEnd): Response {
  const { body, status } = response
  if (body === null || method === 'HEAD' || status === 101) {
    onEnd(0, false)
    return response
  }
  return new Response(watched(body, onEnd), response)
}

function watched(body: ReadableStream<Uint8Array>, onEnd: OnBodyEnd): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let bytes = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            onEnd(bytes, false)
            controller.close()
            return
          }
          bytes += value.byteLength
          controller.enqueue(value)
        } catch (error) {
          onEnd(bytes, true)
          controller.error(error)
        }
      },
      async cancel(reason) {
        onEnd(bytes, true)
        await reader.cancel(reason)
      },
    },
    // Small bodies are read to their end ahead of the client, so that their line does not depend on it.
    { highWaterMark: 16_384, size: (chunk) => chunk.byteLength },
  )
}

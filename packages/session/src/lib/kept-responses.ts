import { createNotes } from './notes.ts'

/**
 * Knows which responses carry cookies of ours. Headers are added in place, so an app that keeps one `Response`, such as
 * a 204, and returns it again would give one visitor's session to the next.
 */
export interface KeptResponses {
  /** The number of the request that begins now: higher than that of every response committed so far. */
  begin(): number
  /** Remembers the cookies that a response was given. */
  mark(response: Response, lines: readonly string[]): void
  /** The response, without the cookies that it was given before this request began. */
  clean(response: Response, request: number): Response
}

/** Makes the memory of one `createSessions`. */
export function createKeptResponses(): KeptResponses {
  const marks = createNotes<Mark>()
  let count = 0
  return {
    begin: () => ++count,
    mark: (response, lines) => marks.write(response, { at: count, lines }),
    clean(response, request) {
      const mark = marks.read(response)
      return mark === undefined || mark.at >= request ? response : without(response, mark.lines)
    },
  }
}

interface Mark {
  /** The number of the latest request when it was made. */
  readonly at: number
  readonly lines: readonly string[]
}

function without(response: Response, lines: readonly string[]): Response {
  const copy = new Response(response.body, response)
  const others = copy.headers.getSetCookie().filter((line) => !lines.includes(line))
  copy.headers.delete('set-cookie')
  for (const line of others) copy.headers.append('set-cookie', line)
  return copy
}

import { takesHeaders } from '@costrel/http'
import { createNotes } from './notes.ts'

/**
 * Knows which responses carry cookies of ours. Headers are added in place, so an app that keeps one `Response`, and returns
 * it again, would give one visitor's session to the next. `applyHeaderPatch` leaves most of those alone; what it takes for
 * one with a body, and what an app returns of our own, is known here.
 */
interface KeptResponses {
  /** The number of the request that begins now: higher than that of every response committed so far. */
  begin(): number
  /** One of the requests that began is committed, or abandoned. */
  end(): void
  /** The response, without the cookies that it was given before this request began. */
  clean(response: Response, request: number): Response
  /**
   * The response that cookies may be added to: a copy where another request may return the same one. A session that nobody
   * commits is under way for ever, and costs the others no more than such copies.
   */
  own(response: Response): Response
  /** Remembers the cookies that a response was given. */
  mark(response: Response, lines: readonly string[]): void
}

/**
 * One memory for all sessions of a process, since one response may pass through several: a number, a count of requests, and
 * a note on each response, which lives as long as that and which nobody can list.
 */
export const keptResponses: KeptResponses = createKeptResponses()

function createKeptResponses(): KeptResponses {
  const marks = createNotes<Mark>()
  let latest = 0
  let underWay = 0
  return {
    begin() {
      underWay += 1
      return ++latest
    },
    end() {
      underWay -= 1
    },
    clean(response, request) {
      const mark = marks.read(response)
      return mark === undefined || mark.at >= request ? response : without(response, mark.lines)
    },
    own: (response) =>
      underWay > 0 && takesHeaders(response) && response.body === null
        ? new Response(null, response)
        : response,
    mark: (response, lines) => marks.write(response, { at: latest, lines }),
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

import { createNotes } from './notes.ts'

/**
 * Knows which responses carry cookies of ours. An app that keeps one `Response`, such as a 204, and returns it again, would
 * give one visitor's session to the next. `applyHeaderPatch` puts cookies on a copy of most of those; what it takes for one
 * with a body, and answers of ours that an app returns, are known here.
 */
interface KeptResponses {
  /** The number of the request that begins now: higher than that of every response committed so far. */
  begin(): number
  /** Remembers the cookies that a response was given; `isOwn` says that we made it, so that no app had it before. */
  mark(response: Response, request: Request, lines: readonly string[], isOwn: boolean): void
  /** The response, without the cookies of other requests. */
  clean(response: Response, session: Visit): Response
}

/**
 * One memory for all sessions of a process, since one response may pass through several: a number, and a note on each
 * response, which lives as long as that and which nobody can list.
 */
export const keptResponses: KeptResponses = createKeptResponses()

function createKeptResponses(): KeptResponses {
  const marks = createNotes<Mark>()
  let latest = 0
  return {
    begin: () => ++latest,
    mark: (response, request, lines, isOwn) =>
      marks.write(response, { at: latest, request, lines, isOwn }),
    clean(response, session) {
      const mark = marks.read(response)
      return mark === undefined || isOfThisRequest(mark, response, session)
        ? response
        : without(response, mark.lines)
    },
  }
}

interface Visit {
  readonly request: Request
  readonly number: number
}

interface Mark {
  readonly request: Request
  /** The number of the latest request when it was made. */
  readonly at: number
  readonly lines: readonly string[]
  readonly isOwn: boolean
}

/**
 * Cookies that came while the request ran are its own, by an app that is mounted inside under a request of its own, or those
 * of a request that overlaps. A body can be sent once: only a response without one, which was the app's, may be another's.
 */
function isOfThisRequest(mark: Mark, response: Response, { request, number }: Visit): boolean {
  if (mark.request === request) return true
  return mark.at >= number && (mark.isOwn || response.body !== null)
}

function without(response: Response, lines: readonly string[]): Response {
  const copy = new Response(response.body, response)
  const others = copy.headers.getSetCookie().filter((line) => !lines.includes(line))
  copy.headers.delete('set-cookie')
  for (const line of others) copy.headers.append('set-cookie', line)
  return copy
}

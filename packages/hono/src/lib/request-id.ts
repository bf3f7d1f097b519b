/** The request's id: the one that a proxy gave it, if it is one, or a random one. */
export function requestIdOf({ headers }: Request): string {
  const given = headers.get('x-request-id')
  return given !== null && REQUEST_ID.test(given) ? given : crypto.randomUUID()
}

/** A client may send anything; what it sends stands in every line of the log. */
const REQUEST_ID = /^[\w.-]{1,128}$/

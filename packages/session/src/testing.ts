import type { TestClient } from '@costrel/http/testing'
import type { Session } from './lib/session.ts'
import type { Sessions } from './lib/sessions.ts'

/** Settings of a session transaction. */
export interface SessionTransactionOptions {
  /** A path that the cookie's `path` covers, or a whole URL. Default: `/`. */
  readonly path?: string
}

/**
 * Opens a test client's session outside any request, and commits it into the client's jar, as Flask's
 * `session_transaction()`: begin a test with somebody logged in, or look at what a page left.
 *
 * @returns what the function returns
 * @throws what the function throws (rejects); then nothing is committed
 * @throws Error when the store refuses, or does not answer (rejects)
 */
export async function sessionTransaction<Data extends object, Result>(
  { open, commit }: Pick<Sessions<Data>, 'open' | 'commit'>,
  { jar, baseUrl }: Pick<TestClient, 'jar' | 'baseUrl'>,
  change: (session: Session<Data>) => Result | Promise<Result>,
  { path = '/' }: SessionTransactionOptions = {},
): Promise<Result> {
  const url = new URL(path, baseUrl).href
  const headers = { cookie: jar.getCookieStringSync(url) }
  const session = await open(new Request(url, { headers }), { lookup: false })
  const result = await change(session)
  const response = await commit(session, new Response())
  if (!response.ok) throw new Error(`the session was not committed: status ${response.status}`)
  for (const line of response.headers.getSetCookie()) jar.setCookieSync(line, url)
  return result
}

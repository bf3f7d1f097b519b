import type { TestClient } from '@costrel/http/testing'

/** What Chrome on a phone says of itself. */
export const chrome =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'

/** What Firefox on a desk says of itself. */
export const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** Logs in as a browser of that kind. Gives the page behind the login. */
export async function logInWith(
  client: TestClient,
  username: string,
  userAgent: string,
): Promise<string> {
  const headers = { 'user-agent': userAgent }
  return (await client.follow(await client.post('/login', { username }, { headers }))).text()
}

/** The ids that a page of devices has buttons for. */
export function endIds(page: string): string[] {
  return [...page.matchAll(/name="id" value="([0-9a-f]{64})"/g)].map(([, id = '']) => id)
}

import type { TestClient } from '@costrel/http/testing'

/** One thing that a visitor does, and the text that the page must have. */
export interface Step {
  readonly name: string
  readonly act: (client: TestClient) => Promise<Response>
  readonly status: number
  readonly text: RegExp
}

const FOREIGN = { headers: { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' } }

/** The quickstart, as a visitor walks it. One cookie jar goes all the way. */
export const walk: readonly Step[] = [
  page('comes as a stranger', '/', /You are not logged in/),
  page('opens the form', '/login', /name="username"/),
  form('sends it empty', '/login', { username: '' }, 400, /name="username"/),
  form('logs in', '/login', { username: 'zoë <b>' }, 303),
  page('is known', '/', /Logged in as zoë &lt;b&gt;<.+<strong>1</s),
  page('is counted', '/', /<strong>2</),
  page('loads the style', '/style.css', /color/),
  page('asks for a page that is not there', '/nowhere', /Page not found/, 404),
  {
    name: 'is sent from another site',
    act: (client) => client.post('/logout', {}, FOREIGN),
    status: 403,
    text: /sent by another site/,
  },
  page('is still there', '/', /<strong>3</),
  page('asks after its health', '/healthz', /^ok$/),
  form('logs in as somebody else', '/login', { username: 'grace' }, 303),
  page('starts anew', '/', /Logged in as grace<.+<strong>1</s),
  form('logs out', '/logout', {}, 303),
  page('is a stranger again', '/', /You are not logged in/),
]

function page(name: string, path: string, text: RegExp, status = 200): Step {
  return { name, act: (client) => client.get(path), status, text }
}

function form(
  name: string,
  path: string,
  fields: Record<string, string>,
  status: number,
  text = /^/,
): Step {
  return { name, act: (client) => client.post(path, fields), status, text }
}

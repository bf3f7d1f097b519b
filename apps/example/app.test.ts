import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestClient } from '@costrel/http/testing'
import { memorySink } from '@costrel/logger'
import { openExample } from './testing.ts'

async function logIn(client: TestClient, username = 'ada'): Promise<string> {
  const response = await client.post('/login', { username })
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), '/')
  return (await client.follow(response)).text()
}

async function home(client: TestClient): Promise<string> {
  const response = await client.get('/')
  assert.equal(response.status, 200)
  return response.text()
}

test('a visitor logs in, reloads, logs out', async () => {
  const client = openExample()
  assert.match(await home(client), /You are not logged in/)
  assert.match(await (await client.get('/login')).text(), /name="username"/)
  assert.match(await logIn(client), /Logged in as ada</)
  assert.match(await home(client), /Logged in as ada</)

  const response = await client.post('/logout')
  assert.equal(response.status, 303)
  assert.match(await (await client.follow(response)).text(), /You are not logged in/)
  assert.deepEqual(client.cookies(), {})
})

test('a cookie with one changed character logs nobody in, and stays untouched', async () => {
  const client = openExample()
  await logIn(client)
  const [[name = '', value = ''] = []] = Object.entries(client.cookies())
  for (const index of [0, value.length >> 1, value.length - 1]) {
    const changed = value[index] === 'A' ? 'B' : 'A'
    const cookie = `${name}=${value.slice(0, index)}${changed}${value.slice(index + 1)}`
    const response = await client.get('/', { headers: { cookie } })
    assert.equal(response.status, 200)
    assert.match(await response.text(), /You are not logged in/)
    assert.deepEqual(response.headers.getSetCookie(), [])
  }
  assert.match(await home(client), /Logged in as/)
})

test('a stranger gets no cookie on any page', async () => {
  const client = openExample()
  for (const path of ['/', '/login', '/healthz', '/style.css', '/nowhere']) {
    assert.deepEqual((await client.get(path)).headers.getSetCookie(), [], path)
  }
  for (const [path, fields] of [
    ['/login', { username: '' }],
    ['/logout', {}],
  ] as const) {
    assert.deepEqual((await client.post(path, fields)).headers.getSetCookie(), [], path)
  }
})

test('counts the visits since the login, each visitor for themselves', async () => {
  const client = openExample()
  assert.match(await logIn(client), /Visits since you logged in: <strong>1</)
  assert.match(await home(client), /<strong>2</)
  assert.match(await home(client), /<strong>3</)
  assert.match(await logIn(client), /<strong>1</)
  assert.match(await logIn(client, 'grace'), /Logged in as grace<.+<strong>1</s)
  await client.post('/logout')
  assert.match(await logIn(client), /<strong>1</)
})

test('shows a name as text, whatever is in it', async () => {
  const client = openExample()
  const page = await logIn(client, `<script>alert('1')</script>"&`)
  assert.match(page, /Logged in as &lt;script&gt;alert\(&#39;1&#39;\)&lt;\/script&gt;&quot;&amp;/)
  assert.doesNotMatch(page, /<script/)
})

test('in production the cookie is bound to the host and to https', async () => {
  const response = await openExample().post('/login', { username: 'ada' })
  const [line = ''] = response.headers.getSetCookie()
  assert.match(line, /^__Host-session=[^;]+;/)
  const attributes = line.split('; ').slice(1).sort()
  assert.deepEqual(attributes, ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure'])
})

test('in development a browser on this machine logs in by plain http', async () => {
  const client = openExample({ DEVELOPMENT: '1' }, { baseUrl: 'http://localhost:3000' })
  assert.match(await logIn(client), /Logged in as/)
  assert.deepEqual(Object.keys(client.cookies()), ['session'])
})

test('answers an unknown address with a page of its own', async () => {
  const response = await openExample().get('/nowhere')
  assert.equal(response.status, 404)
  assert.match(await response.text(), /href="\/style.css".+Page not found/s)
})

test('answers 400 to a body that is no form, and 413 to one that is too large', async () => {
  const client = openExample()
  const headers = { origin: 'https://example.test', 'content-type': 'multipart/form-data' }
  const junk = await client.request('/login', { method: 'POST', headers, body: 'junk' })
  assert.equal(junk.status, 400)
  assert.match(await junk.text(), /could not be read/)
  const large = await client.post('/login', { username: 'x'.repeat(20_000) })
  assert.equal(large.status, 413)
})

test('serves its stylesheet, and lets a page load nothing else', async () => {
  const client = openExample()
  const css = await client.get('/style.css')
  assert.equal(css.headers.get('content-type'), 'text/css; charset=utf-8')
  const policy = (await client.get('/')).headers.get('content-security-policy') ?? ''
  assert.match(policy, /^default-src 'none'; style-src 'self'; img-src data:; form-action 'self'/)
})

test('says that it is well', async () => {
  const response = await openExample().get('/healthz')
  assert.equal(response.status, 200)
  assert.equal(await response.text(), 'ok')
})

test('a page that fails is a page too, tells nothing of the reason, and is logged once', async () => {
  const sink = memorySink()
  const response = await openExample({ SESSION_SECRET: 'short' }, {}, sink).get('/')
  assert.equal(response.status, 500)
  const page = await response.text()
  assert.match(page, /role="alert"[^>]*>The page could not be made.+Something went wrong/s)
  assert.doesNotMatch(page, /SESSION_SECRET|secrets\[0\]/)
  const levels = sink.records.map(({ level }) => level)
  assert.deepEqual(levels, ['error', 'info'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openExample } from './testing.ts'

const FOREIGN: readonly Record<string, string>[] = [
  { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
  { origin: 'https://sub.example.test', 'sec-fetch-site': 'same-site' },
  { origin: 'https://evil.test' },
  { origin: 'null' },
  { origin: 'http://example.test' },
  { 'sec-fetch-site': 'cross-site' },
  {},
]

const BODIES = ['username=eve', '{"username":"eve"}', '']
const TYPES = ['application/x-www-form-urlencoded', 'text/plain', 'application/json', undefined]

test('what another site sends is refused, whatever its content type, and changes nothing', async () => {
  const client = openExample()
  await client.post('/login', { username: 'ada' })
  for (const headers of FOREIGN) {
    for (const [body, type] of BODIES.flatMap((body) =>
      TYPES.map((type) => [body, type] as const),
    )) {
      for (const path of ['/login', '/logout', '/nowhere']) {
        const bytes = new TextEncoder().encode(body)
        const init = {
          method: 'POST',
          body: bytes,
          headers: { ...headers, ...(type && { 'content-type': type }) },
        }
        const response = await client.request(path, init)
        assert.equal(response.status, 403, JSON.stringify({ headers, type, path }))
        assert.deepEqual(response.headers.getSetCookie(), [])
      }
    }
  }
  assert.match(await (await client.get('/')).text(), /Logged in as ada/)
})

test('no other method comes through either', async () => {
  const headers = { origin: 'https://evil.test' }
  for (const method of ['PUT', 'PATCH', 'DELETE', 'QUERY']) {
    assert.equal((await openExample().request('/', { method, headers })).status, 403, method)
  }
})

test('the refusal is an alert, and shows no message that waits', async () => {
  const client = openExample()
  await client.post('/login', { username: 'ada' })
  const headers = { origin: 'https://evil.test' }
  const page = await (await client.post('/logout', {}, { headers })).text()
  assert.match(page, /role="alert"[^>]*>This form was sent by another site/)
  assert.doesNotMatch(page, /You were logged in/)
  assert.match(await (await client.get('/')).text(), /You were logged in/)
})

test('a form of our own passes by either header', async () => {
  for (const headers of [
    { 'sec-fetch-site': 'same-origin', origin: 'http://example.test' },
    { 'sec-fetch-site': 'none', origin: 'https://example.test' },
    { origin: 'https://example.test' },
  ]) {
    const response = await openExample().post('/login', { username: 'ada' }, { headers })
    assert.equal(response.status, 303)
  }
})

test('a link of another site may be followed', async () => {
  const headers = { 'sec-fetch-site': 'cross-site' }
  assert.equal((await openExample().get('/', { headers })).status, 200)
})

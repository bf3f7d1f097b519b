import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestClient } from '@costrel/http/testing'
import { memorySink } from '@costrel/logger'
import { createMemoryStore, type SessionStore } from '@costrel/session'
import { createFaultyStore } from '@costrel/session/contract'
import { openExample } from './testing.ts'
import { endIds, firefox, chrome, logInWith } from './testing-devices.ts'

/** Browsers that have one site open. */
function site(store: SessionStore = createMemoryStore()): () => TestClient {
  return () => openExample({}, {}, memorySink(), store)
}

async function text(response: Response | Promise<Response>): Promise<string> {
  return (await response).text()
}

async function post(client: TestClient, path: string, fields = {}): Promise<string> {
  return text(client.follow(await client.post(path, fields)))
}

test('lists the visitor’s sessions, this one marked, and nobody else’s', async () => {
  const open = site()
  const [phone, desk, other] = [open(), open(), open()]
  await logInWith(phone, 'ada', chrome)
  await logInWith(desk, 'ada', firefox)
  await logInWith(other, 'grace', firefox)
  const page = await text(desk.get('/devices'))
  assert.match(page, /Where ada is logged in/)
  assert.match(page, /Chrome on Android<\/th>.+<button[^>]*>End<span[^>]*> Chrome on Android</s)
  assert.match(page, /Firefox on Linux<\/th>(?:(?!<tr>).)+This one/s)
  assert.equal(page.match(/<th scope="row">/g)?.length, 2)
  for (const client of [phone, desk]) {
    for (const value of Object.values(client.cookies())) {
      assert.ok(!value.split('.').some((part) => part.length > 8 && page.includes(part)))
    }
  }
})

test('ends another session: it is out at its next page', async () => {
  const open = site()
  const [phone, desk] = [open(), open()]
  await logInWith(phone, 'ada', chrome)
  await logInWith(desk, 'ada', firefox)
  const [id = ''] = endIds(await text(desk.get('/devices')))
  const page = await post(desk, '/devices/end', { id })
  assert.match(page, /role="status"[^>]*>Ended: Chrome on Android</)
  assert.deepEqual(endIds(page), [])
  assert.match(await text(phone.get('/')), /You are not logged in/)
  assert.match(await text(desk.get('/')), /Logged in as ada/)
  assert.match(await post(desk, '/devices/end', { id }), /role="alert"[^>]*>That session had ended/)
})

test('ends nobody else’s session, and not the one that asks', async () => {
  const open = site()
  const [ada, eve] = [open(), open()]
  await logInWith(ada, 'ada', chrome)
  await logInWith(open(), 'ada', firefox)
  const [own = ''] = endIds(await text(ada.get('/devices')))
  const second = open()
  await logInWith(second, 'ada', firefox)
  const ids = endIds(await text(second.get('/devices')))
  const current = ids.find((id) => id !== own) ?? ''
  assert.match(await post(ada, '/devices/end', { id: current }), /log out to end it/)
  await logInWith(eve, 'eve', chrome)
  for (const id of [current, own, '', '__proto__']) {
    assert.match(await post(eve, '/devices/end', { id }), /That session had ended already/)
  }
  assert.match(await text(ada.get('/')), /Logged in as ada/)
  assert.match(await text(second.get('/')), /Logged in as ada/)
})

test('ends all others, or all', async () => {
  const open = site()
  const clients = [open(), open(), open()] as const
  for (const client of clients) await logInWith(client, 'ada', chrome)
  const [first, second, third] = clients
  const page = await post(first, '/devices/end-others')
  assert.match(page, /role="status"[^>]*>2 other sessions were ended</)
  assert.doesNotMatch(page, /End all others/)
  assert.match(await text(second.get('/')), /You are not logged in/)
  assert.match(await post(first, '/devices/end-others'), /There was no other session/)
  await logInWith(third, 'ada', chrome)
  assert.match(await post(first, '/devices/end-others'), /1 other session was ended/)
  await logInWith(second, 'ada', chrome)
  const home = await post(second, '/devices/end-all')
  assert.match(home, /You were logged out everywhere<.+You are not logged in/s)
  assert.match(await text(first.get('/')), /You are not logged in/)
})

test('a form of another site ends nothing', async () => {
  const open = site()
  const [phone, desk] = [open(), open()]
  await logInWith(phone, 'ada', chrome)
  await logInWith(desk, 'ada', firefox)
  const [id = ''] = endIds(await text(desk.get('/devices')))
  for (const path of ['end', 'end-others', 'end-all']) {
    const headers = { origin: 'https://evil.test' }
    assert.equal((await desk.post(`/devices/${path}`, { id }, { headers })).status, 403)
  }
  assert.equal((await desk.get(`/devices/end?id=${id}`)).status, 404)
  assert.match(await text(phone.get('/')), /Logged in as ada/)
})

test('sends a stranger to the login', async () => {
  const client = site()()
  for (const response of [
    await client.get('/devices'),
    await client.post('/devices/end', { id: 'a' }),
    await client.post('/devices/end-all'),
  ]) {
    assert.equal(response.status, 303)
    assert.equal(response.headers.get('location'), '/login')
    assert.deepEqual(response.headers.getSetCookie(), [])
  }
})

test('a label is text, whatever a browser says it is', async () => {
  const client = site()()
  await logInWith(client, '<i>ada', '<script>alert(1)</script>')
  const page = await text(client.get('/devices'))
  assert.match(page, /Where &lt;i&gt;ada is logged in/)
  assert.match(page, /Unknown browser/)
  assert.doesNotMatch(page, /<script/)
})

test('without a store it says why there is no list, and no page leads there', async () => {
  const client = openExample()
  await logInWith(client, 'ada', chrome)
  assert.doesNotMatch(await text(client.get('/')), /\/devices/)
  for (const response of [await client.get('/devices'), await client.post('/devices/end-all')]) {
    assert.equal(response.status, 404)
    assert.match(await response.text(), /in its visitor’s cookie.+SESSION_STORE=sqlite/s)
  }
})

test('with a store the home page leads there, once somebody is logged in', async () => {
  const client = site()()
  assert.doesNotMatch(await text(client.get('/')), /\/devices/)
  await logInWith(client, 'ada', chrome)
  assert.match(await text(client.get('/')), /<a href="\/devices">/)
})

test('a store that does not answer is a page with 503, not a stranger’s', async () => {
  let isBroken = false
  const store = createFaultyStore(createMemoryStore(), () => (isBroken ? 'refuse' : undefined))
  const client = site(store)()
  await logInWith(client, 'ada', chrome)
  isBroken = true
  for (const path of ['/', '/devices']) {
    const response = await client.get(path)
    assert.equal(response.status, 503, path)
    assert.equal(response.headers.get('retry-after'), '1')
    assert.match(await response.text(), /cannot be read right now/)
  }
  assert.equal((await client.get('/healthz')).status, 200)
})
